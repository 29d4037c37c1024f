-- One row per order or refund that counts and of which nobody knows the currency.
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
where o.superseded_by is null and o.is_counted and o.currency is null
