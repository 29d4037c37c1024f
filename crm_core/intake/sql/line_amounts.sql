-- One row: the amount of all orders in a file of lines, and how much of it only rejected rows hold. An order's own
-- amount counts once, however many lines repeat it.
with totals as (
    select
        coalesce(order_id, 'row ' || row_no) as order_id,
        coalesce(
            arg_min(amount, row_no) filter (where amount is not null),
            cast(sum(line_amount) + coalesce(arg_min(added_once, row_no), 0) as decimal(18, 4)),
            0
        ) as amount,
        coalesce(
            arg_min(amount, row_no) filter (where amount is not null and reason is null),
            cast(
                sum(line_amount) filter (where reason is null)
                + coalesce(arg_min(added_once, row_no) filter (where reason is null), 0) as decimal(18, 4)
            ),
            0
        ) as amount_usable
    from rows_read
    group by coalesce(order_id, 'row ' || row_no)
)

select
    cast(coalesce(sum(amount), 0) as decimal(38, 4)) as amount,
    cast(coalesce(sum(amount - amount_usable), 0) as decimal(38, 4)) as amount_rejected
from totals
