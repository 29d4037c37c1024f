-- One row per order or refund that $import_id replaced: the next import that has it replaces it now, or none does.
update order_rows
set
    superseded_by = (
        select min(n.import_id)
        from order_rows as n
        where
            n.order_id = order_rows.order_id
            and n.is_refund = order_rows.is_refund
            and n.import_id > order_rows.import_id
            and (
                not order_rows.is_refund
                or n.refund_of <> n.order_id
                or order_rows.refund_of <> order_rows.order_id
                or (n.ordered_at = order_rows.ordered_at and n.amount = order_rows.amount)
            )
    )
where superseded_by = $import_id
