-- One row per day and currency of a file of rates.
insert into rate_rows by name
select
    r.day,
    w.code as currency,
    r.rate,
    $import_id as import_id,
    null as superseded_by
from rows_read as r
inner join written_currencies as w on r.currency = w.written
anti join merged_rows as m on r.row_no = m.row_no
where r.reason is null
