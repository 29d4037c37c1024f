-- One row per customer who bought by the as-of date being forecast: its repeat purchase days x, the days from its first
-- to its last purchase day and from its first to the as-of date, and its net revenue up to that date.
with histories as (
    select
        p.customer_key,
        cast(sum(p.purchase_days) as integer) as total_purchase_days,
        min(p.first_purchase) as first_purchase,
        max(p.last_purchase) as last_purchase,
        cast(sum(p.revenue) as decimal(18, 4)) as total_revenue
    from customer_periods as p
    cross join forecasting as f
    where p.period <= f.last_period
    group by p.customer_key
)

select
    h.customer_key,
    h.total_purchase_days - 1 as x,
    h.first_purchase,
    cast(date_diff('day', h.first_purchase, h.last_purchase) as integer) as days_to_last,
    cast(date_diff('day', h.first_purchase, f.as_of) as integer) as days_observed,
    h.total_revenue
from histories as h
cross join forecasting as f
where h.total_purchase_days > 0
