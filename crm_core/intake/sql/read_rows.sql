-- One row per row of the file, with the reasons found out after reading.
create or replace temp view read_rows as
select s.* replace (coalesce(s.reason, l.reason) as reason)
from data_rows as s
left join late_rejects as l on s.row_no = l.row_no
