-- One row per group of like predictions and scope: the fit of a year before the newest date against what happened until
-- then, and against the naive forecast, the pace of the window before. Groups are tenths of the customers by predicted
-- purchases; equal predictions are never split. Only a forecast over 12 months can be held against a year.
with dates as (
    select
        d.as_of as until_day,
        d.year_before as as_of,
        s.forecast_months / s.window_months as windows
    from snapshot_dates as d
    cross join settings as s
    where d.is_newest and s.forecast_months = 12
),

compared as (
    select
        d.as_of,
        d.until_day,
        b.scope_key,
        f.expected_purchases,
        f.expected_revenue,
        n.total_purchase_days - b.total_purchase_days as purchases,
        n.total_revenue - b.total_revenue as revenue,
        b.purchase_days * d.windows as naive_purchases,
        cast(b.revenue as double) * d.windows as naive_revenue,
        rank() over (order by f.expected_purchases) as place,
        count(*) over () as customers
    from dates as d
    inner join forecast_rows as f on d.as_of = f.as_of
    inner join snapshot_rows as b on f.as_of = b.as_of and f.customer_key = b.customer_key
    inner join snapshot_rows as n on d.until_day = n.as_of and f.customer_key = n.customer_key
)

select
    as_of,
    until_day,
    cast(1 + (10 * (place - 1)) // customers as tinyint) as prediction_group,
    scope_key,
    count(*) as customers,
    sum(expected_purchases) as expected_purchases,
    sum(purchases) as purchases,
    sum(naive_purchases) as naive_purchases,
    sum(abs(purchases - expected_purchases)) as purchases_error,
    sum(abs(purchases - naive_purchases)) as naive_purchases_error,
    sum(expected_revenue) as expected_revenue,
    cast(sum(revenue) as decimal(28, 4)) as revenue,
    sum(naive_revenue) as naive_revenue,
    sum(abs(cast(revenue as double) - expected_revenue)) as revenue_error,
    sum(abs(cast(revenue as double) - naive_revenue)) as naive_revenue_error
from compared
group by as_of, until_day, prediction_group, scope_key
