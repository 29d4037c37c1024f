-- One row per order or refund in force that this import replaces. Refunds are the same if they have the order, moment
-- and amount in common; where one names another order, its number is its own, and the two are enough. A credit note can
-- be of several orders; a file that does not say of which means the one that the other file says.
update order_rows
set superseded_by = $import_id
from (
    select distinct
        order_id,
        is_refund,
        case when is_refund then ordered_at end as refund_at,
        case when is_refund then amount end as refund_amount,
        case when is_refund then refund_of end as refund_of
    from order_rows
    where import_id = $import_id and superseded_by is null
) as new
where
    order_rows.superseded_by is null
    and order_rows.import_id <> $import_id
    and order_rows.order_id = new.order_id
    and order_rows.is_refund = new.is_refund
    and (
        not new.is_refund
        or (
            coalesce(new.refund_of, order_rows.refund_of)
            is not distinct from coalesce(order_rows.refund_of, new.refund_of)
            and (
                coalesce(new.refund_of, order_rows.refund_of) <> new.order_id
                or (order_rows.ordered_at = new.refund_at and order_rows.amount = new.refund_amount)
            )
        )
    )
