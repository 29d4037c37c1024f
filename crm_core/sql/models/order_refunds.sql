-- One row per order id that refunds belong to: how much they gave back. One that names no order has its order's id.
select
    coalesce(refund_of, order_id) as order_id,
    cast(sum(-amount) as decimal(18, 4)) as refunded
from order_rows
where superseded_by is null and is_refund and is_counted
group by coalesce(refund_of, order_id)
