-- One row per rate that $import_id replaced: the next import that has it replaces it now, or none does.
update rate_rows
set
    superseded_by = (
        select min(n.import_id)
        from rate_rows as n
        where n.day = rate_rows.day and n.currency = rate_rows.currency and n.import_id > rate_rows.import_id
    )
where superseded_by = $import_id
