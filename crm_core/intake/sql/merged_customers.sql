-- One row per row of a customers file that a later row of the same customer replaces.
insert into merged_rows
with placed as (
    select
        r.row_no,
        row_number() over (partition by p.identity_key order by r.row_no desc) as place_from_last
    from rows_read as r
    inner join people as p using (who)
    where r.reason is null
)

select row_no
from placed
where place_from_last > 1
