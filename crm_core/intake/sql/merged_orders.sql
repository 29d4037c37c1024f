-- One row per row of the file that a later row with the same order_id replaces.
insert into merged_rows
with repeated as (
    select order_id
    from order_candidates
    where not is_refund
    group by order_id
    having count(*) > 1
),

placed as (
    select
        row_no,
        row_number() over (partition by order_id order by row_no desc) as place_from_last
    from order_candidates
    semi join repeated using (order_id)
    where not is_refund
)

select row_no
from placed
where place_from_last > 1
