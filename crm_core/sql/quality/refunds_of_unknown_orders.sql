-- One row per refund that names an order which no file has.
with refunds as (
    select *
    from order_rows
    where superseded_by is null and is_counted and is_refund and refund_of is not null
),

known as (
    select o.order_id
    from order_rows as o
    semi join refunds as r on o.order_id = r.refund_of
    where o.superseded_by is null and not o.is_refund
)

select
    o.order_id,
    o.identity_key,
    o.ordered_at,
    o.amount,
    o.currency,
    o.channel,
    o.status,
    o.import_id,
    o.refund_of
from refunds as o
anti join known as k on o.refund_of = k.order_id
