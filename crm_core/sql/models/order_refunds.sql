-- One row per order that refund rows name: how much of it they gave back.
select
    refund_of as order_id,
    cast(sum(-amount) as decimal(18, 4)) as refunded
from order_rows
where superseded_by is null and is_refund and is_counted and refund_of is not null
group by refund_of
