-- One row per order whose amount is far above the usual (far_amount_limits.sql); none with less than 30 orders.
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
cross join far_amount_limits as l
where o.superseded_by is null and o.is_counted and not o.is_refund and o.amount > l.far_above
