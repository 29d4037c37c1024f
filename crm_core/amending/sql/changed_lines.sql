-- One row per order that has other lines in $import_id than in the imports before it: the old lines and the new ones.
with versions as (
    select
        order_id,
        import_id = $import_id as is_new,
        min(rowid) as entry,
        sum(cast(hash(product, category, brand, quantity, line_amount) as hugeint)) as signature,
        left(
            string_agg(
                concat_ws(
                    ' · ',
                    coalesce(product, category, brand), '× ' || cast(quantity as text), cast(line_amount as text)
                ),
                '; '
                order by product, category, brand, line_amount, quantity
            ),
            500
        ) as lines
    from line_rows
    where import_id = $import_id or superseded_by = $import_id
    group by order_id, is_new
)

select
    'order' as what,
    n.entry,
    n.order_id as id,
    'lines' as column_name,
    o.lines as old_value,
    n.lines as new_value
from versions as n
inner join versions as o on n.order_id = o.order_id and n.is_new and not o.is_new
where n.signature <> o.signature
