-- One row per stretch of at least a week without an order, four times as long as orders are usually apart; days that
-- lie apart from all others (lonely_days.sql) are left out. A day of the week on which nobody orders is no such gap.
with days_with_orders as (
    select
        d.day,
        lag(d.day) over (order by d.day) as before
    from days as d
    anti join lonely_days as l on d.day = l.day
    where d.purchases > 0
),

usual as (
    select date_diff('day', min(day), max(day)) / nullif(count(*) - 1, 0) as days_apart
    from days_with_orders
)

select
    cast(d.before + 1 as date) as first_day,
    cast(d.day - 1 as date) as last_day,
    date_diff('day', d.before, d.day) - 1 as days
from days_with_orders as d
cross join usual as u
where date_diff('day', d.before, d.day) - 1 >= greatest(7, 4 * u.days_apart)
