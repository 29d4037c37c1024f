update line_rows
set superseded_by = $import_id
where
    superseded_by is null
    and import_id <> $import_id
    and order_id in (
        select order_id from line_rows
        where import_id = $import_id
    )
