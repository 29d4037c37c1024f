-- One row per class of the file's rows: how many rows, and their amount.
select
    case
        when m.row_no is not null then 'merged'
        when not c.is_counted then 'not_counted'
        when c.is_refund then 'refunds'
        else 'accepted'
    end as class,
    cast(sum(c.lines) as bigint) as rows,
    cast(sum(c.amount) as decimal(38, 4)) as amount
from order_candidates as c
left join merged_rows as m on c.row_no = m.row_no
group by class
