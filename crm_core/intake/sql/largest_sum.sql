-- One row per shop: the largest of its sums of money, whatever the sign of what is added.

select
    greatest(
        coalesce(sum(abs(amount)), 0),
        coalesce(sum(abs(cost)), 0),
        coalesce(sum(abs(discount)), 0),
        coalesce(sum(abs(refunded)), 0)
    ) as amount
from order_rows
where superseded_by is null
