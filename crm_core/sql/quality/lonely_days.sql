-- One row per day with orders that lies apart: more than 365 days without an order between it and all others, in a
-- stretch that holds less than a tenth of the purchases.
with days_with_orders as (
    select
        day,
        purchases,
        lag(day) over (order by day) as before
    from days
    where purchases > 0
),

stretches as (
    select
        day,
        purchases,
        sum(case when date_diff('day', before, day) > 365 then 1 else 0 end) over (order by day) as stretch
    from days_with_orders
),

sizes as (
    select
        day,
        purchases,
        sum(purchases) over (partition by stretch) as in_stretch,
        sum(purchases) over () as total
    from stretches
)

select
    day,
    purchases
from sizes
where 10 * in_stretch < total
