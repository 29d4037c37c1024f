-- One row per month with less than half the purchases of the month before and of the month after it, where both have at
-- least 30. usual: the smaller of the two. The first and the last month of the data may be incomplete, so never they.
with bounds as (
    select
        date_trunc('month', min(day)) as first_month,
        date_trunc('month', max(day)) as last_month
    from days
),

months as (
    select cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as month
    from bounds
    where first_month is not null
),

sums as (
    select
        m.month,
        coalesce(sum(d.purchases), 0) as purchases
    from months as m
    left join days as d on m.month = date_trunc('month', d.day)
    group by m.month
),

neighbours as (
    select
        month,
        purchases,
        least(lag(purchases) over (order by month), lead(purchases) over (order by month)) as usual,
        row_number() over (order by month) > 1 and lead(month) over (order by month) is not null as is_inner
    from sums
)

select
    month,
    cast(purchases as bigint) as purchases,
    cast(usual as bigint) as usual
from neighbours
where is_inner and usual >= 30 and 2 * purchases < usual
