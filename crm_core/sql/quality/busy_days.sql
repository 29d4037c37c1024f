-- One row per day with at least 30 purchases and more than 10 times as many as the middle day with purchases (usual).
with usual as (
    select median(purchases) as purchases
    from days
    where purchases > 0
)

select
    d.day,
    d.purchases,
    u.purchases as usual,
    d.net_revenue
from days as d
cross join usual as u
where d.purchases >= 30 and d.purchases > 10 * u.purchases
