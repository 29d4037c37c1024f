-- One row per import of lines that came after $import_id: how many orders it brought, beside those told before it.
update imports
set orders = counted.orders
from (
    select
        i.import_id,
        count(*) filter (coalesce(o.superseded_by > o.import_id, true)) as orders
    from imports as i
    inner join order_rows as o on i.import_id = o.import_id
    where i.import_id > $import_id and i.table_name = 'order_lines'
    group by i.import_id
) as counted
where imports.import_id = counted.import_id and imports.orders <> counted.orders
