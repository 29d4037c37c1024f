-- One row per order or refund of lines without its own amount that came while a file of orders told it, or tells it now
-- that $import_id is undone: it gives way to that.
update order_rows
set superseded_by = earlier.import_id
from (
    select
        l.rowid as entry,
        max(o.import_id) as import_id
    from order_rows as l
    inner join imports as i on l.import_id = i.import_id
    inner join order_rows as o on l.order_id = o.order_id and l.is_refund = o.is_refund and l.import_id > o.import_id
    inner join imports as t on o.import_id = t.import_id
    where
        i.table_name = 'order_lines'
        and not list_contains(i.mapping ->> '$.*', 'amount')
        and t.table_name = 'orders'
        and l.import_id > $import_id
        and coalesce(o.superseded_by > l.import_id, true)
    group by l.rowid
) as earlier
where order_rows.rowid = earlier.entry and order_rows.superseded_by is distinct from earlier.import_id
