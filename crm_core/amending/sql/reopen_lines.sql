-- One row per line that $import_id replaced: the next import that has lines of its order replaces it now, or none does.
update line_rows
set
    superseded_by = (
        select min(n.import_id)
        from line_rows as n
        where n.order_id = line_rows.order_id and n.import_id > line_rows.import_id
    )
where superseded_by = $import_id
