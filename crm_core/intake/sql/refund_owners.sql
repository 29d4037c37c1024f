-- A refund that names no order belongs to the order with its own id, if there is one.
update order_rows
set refund_of = order_rows.order_id
from (
    select order_id from order_rows
    where superseded_by is null and not is_refund
) as orders
where
    order_rows.is_refund
    and order_rows.refund_of is null
    and order_rows.superseded_by is null
    and order_rows.order_id = orders.order_id
