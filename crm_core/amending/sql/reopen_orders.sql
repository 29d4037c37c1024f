-- One row per order or refund that $import_id replaced: the next import that has it replaces it now, or none does.
-- Lines without the order's own amount do not replace what a file of orders told.
update order_rows
set superseded_by = later.import_id
from (
    with replacing as (
        select
            r.*,
            s.table_name = 'order_lines' and not list_contains(s.mapping ->> '$.*', 'amount') as sums_lines
        from order_rows as r
        inner join imports as s on r.import_id = s.import_id
    )

    select
        o.rowid as entry,
        min(n.import_id) as import_id
    from order_rows as o
    inner join imports as i on o.import_id = i.import_id
    left join replacing as n
        on
            o.order_id = n.order_id
            and o.is_refund = n.is_refund
            and o.import_id < n.import_id
            and (not n.sums_lines or i.table_name <> 'orders')
            and (
                not o.is_refund
                or is_same_refund(
                    n.order_id, n.refund_of, n.ordered_at, n.amount, o.refund_of, o.ordered_at, o.amount
                )
            )
    where o.superseded_by = $import_id
    group by o.rowid
) as later
where order_rows.rowid = later.entry
