-- One row per order or refund in force that this import replaces.
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
        or is_same_refund(
            new.order_id, new.refund_of, new.refund_at, new.refund_amount,
            order_rows.refund_of, order_rows.ordered_at, order_rows.amount
        )
    )
