-- One row per row of the file that is in a currency without a rate on or before its day.
insert into late_rejects
select
    row_no,
    $reason as reason
from read_rows
where reason is null and lacks_rate
