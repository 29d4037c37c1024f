-- One row per order that counts and has no amount.
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
where o.superseded_by is null and o.is_counted and not o.is_refund and o.amount = 0
