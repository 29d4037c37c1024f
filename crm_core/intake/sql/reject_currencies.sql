-- One row per row of the file whose amount is written in one of these currencies.
insert into late_rejects
select
    row_no,
    $reason as reason
from read_rows
where reason is null and list_contains($written::varchar[], currency)
