-- One row per order of which more was given back than was paid. refunded: what it carries, and what refunds of it say.
select
    o.order_id,
    o.identity_key,
    o.ordered_at,
    o.amount,
    o.currency,
    o.channel,
    o.status,
    o.import_id,
    cast(coalesce(o.refunded, 0) + coalesce(r.refunded, 0) as decimal(18, 4)) as refunded
from order_rows as o
left join order_refunds as r on o.order_id = r.order_id
where
    o.superseded_by is null and o.is_counted and not o.is_refund
    and coalesce(o.refunded, 0) + coalesce(r.refunded, 0) > o.amount
