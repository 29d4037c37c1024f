-- One row per order of a moment at which many were made, to the second: at least 20, and more than 10 times as many as
-- usual. Midnight is no moment: it stands for a day without a time.
with moments as (
    select
        ordered_at,
        count(*) as orders
    from order_rows
    where
        superseded_by is null and is_counted and not is_refund
        and ordered_at > date_trunc('day', ordered_at)
    group by ordered_at
),

usual as (
    select avg(orders) as orders
    from moments
),

crowded as (
    select m.ordered_at
    from moments as m
    cross join usual as u
    where m.orders >= 20 and m.orders > 10 * u.orders
)

select
    o.order_id,
    o.identity_key,
    o.ordered_at,
    o.amount,
    o.currency,
    o.channel,
    o.status,
    o.import_id
from order_rows as o
semi join crowded as c on o.ordered_at = c.ordered_at
where o.superseded_by is null and o.is_counted and not o.is_refund
