-- One row per file in force, reason and column of the file: how many of its rows were rejected for it, with an example.
select
    i.import_id,
    i.file_name,
    i.table_name,
    i.imported_at,
    r.reason,
    r.column_name,
    arg_min(r.value, r.line) as example,
    count(*) as rejected
from rejects as r
inner join imports as i on r.import_id = i.import_id
where i.undone_at is null
group by i.import_id, i.file_name, i.table_name, i.imported_at, r.reason, r.column_name
