-- One row per survey answer that a later row of the file repeats in every value.
insert into merged_rows
with placed as (
    select
        r.row_no,
        row_number() over (
            partition by
                p.identity_key, r.answered_on, r.kind, r.score, r.scale_min, r.scale_max, r.comment, r.expected_score
            order by r.row_no desc
        ) as place_from_last
    from rows_read as r
    inner join people as p using (who)
    where r.reason is null
)

select row_no
from placed
where place_from_last > 1
