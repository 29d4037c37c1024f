-- One row per refund of the file that a later row repeats: the same order, moment and amount; where it names another
-- order, its number is its own, and the two are enough.
insert into merged_rows
with placed as (
    select
        row_no,
        row_number() over (
            partition by
                order_id,
                case when refund_of <> order_id then refund_of end,
                case when coalesce(refund_of = order_id, true) then ordered_at end,
                case when coalesce(refund_of = order_id, true) then amount end
            order by row_no desc
        ) as place_from_last
    from order_candidates
    where is_refund
)

select row_no
from placed
where place_from_last > 1
