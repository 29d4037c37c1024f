-- One row per refund of the file that a later row repeats: the same order, moment and amount.
insert into merged_rows
with placed as (
    select
        row_no,
        row_number() over (partition by order_id, ordered_at, amount order by row_no desc) as place_from_last
    from order_candidates
    where is_refund
)

select row_no
from placed
where place_from_last > 1
