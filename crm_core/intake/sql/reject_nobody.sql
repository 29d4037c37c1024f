-- One row per row of the file that identifies no customer.
insert into late_rejects
select
    r.row_no,
    $reason as reason
from rows_read as r
left join people as p on r.who = p.who
where r.reason is null and p.identity_key is null
