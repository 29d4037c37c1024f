-- One row per rate of the file that a later row of the same day and currency replaces.
insert into merged_rows
with placed as (
    select
        r.row_no,
        row_number() over (partition by r.day, w.code order by r.row_no desc) as place_from_last
    from rows_read as r
    inner join written_currencies as w on r.currency = w.written
    where r.reason is null
)

select row_no
from placed
where place_from_last > 1
