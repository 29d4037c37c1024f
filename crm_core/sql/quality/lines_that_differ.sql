-- One row per order whose lines do not add up to its amount, beyond a cent a line of rounding. lines_amount: their sum.
-- Orders with a line of unknown amount, or whose amount was converted at a rate, cannot be compared.
with sums as (
    select
        order_id,
        sum(line_amount) as lines_amount,
        count(*) as lines
    from line_rows
    where superseded_by is null
    group by order_id
    having count(*) = count(line_amount)
)

select
    o.order_id,
    o.identity_key,
    o.ordered_at,
    o.amount,
    o.currency,
    o.channel,
    o.status,
    o.import_id,
    cast(s.lines_amount as decimal(18, 4)) as lines_amount
from order_rows as o
inner join sums as s on o.order_id = s.order_id
where
    o.superseded_by is null and o.is_counted and not o.is_refund and o.written_amount is null
    and abs(s.lines_amount - o.amount) > 0.01 * s.lines
