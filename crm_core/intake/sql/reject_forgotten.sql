-- One row per row of the file that names a forgotten customer.
insert into late_rejects
select
    r.row_no,
    $reason as reason
from rows_read as r
semi join forgotten_people as f on r.who = f.who
where r.reason is null
