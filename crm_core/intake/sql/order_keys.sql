-- One row: how many orders the file has, how many different ids they have, and how many refunds.
select
    count(*) filter (not is_refund) as orders,
    count(distinct case when not is_refund then hash(order_id) end) as ids,
    count(*) filter (is_refund) as refunds
from order_candidates
