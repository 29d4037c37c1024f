-- One row per order that the lines of the file make: its first moment, its own amount or else the sum of its lines, the
-- first customer named. What is given line by line is summed; what belongs to the order stands on its first line or is
-- repeated on each, and is taken once.
create temp table order_candidates as
with lines as (
    select
        r.*,
        p.identity_key
    from rows_read as r
    left join people as p using (who)
    where r.reason is null
),

orders as (
    select
        order_id,
        min(row_no) as row_no,
        count(*) as lines,
        arg_min(who, row_no) filter (where identity_key is not null) as who,
        min(ordered_at) as ordered_at,
        coalesce(
            arg_min(amount, row_no) filter (where amount is not null),
            cast(sum(line_amount) + coalesce(arg_min(added_once, row_no), 0) as decimal(18, 4)),
            0
        ) as amount,
        arg_min(discount, row_no) as discount_once,
        cast(sum(discount) as decimal(18, 4)) as discount_summed,
        arg_min(refunded, row_no) as refunded_once,
        cast(sum(refunded) as decimal(18, 4)) as refunded_summed,
        arg_min(cost, row_no) as cost_once,
        cast(sum(cost) as decimal(18, 4)) as cost_summed,
        min(refunded_at) as refunded_at,
        arg_min(refund_of, row_no) as refund_of,
        arg_min(currency, row_no) as currency,
        arg_min(channel, row_no) as channel,
        arg_min(status, row_no) as status,
        cast(sum(written_amount) as decimal(18, 4)) as written_amount,
        min(written_currency) as written_currency,
        bool_or(verdict = 'not_counted') as is_ruled_out,
        bool_or(verdict = 'refund') as is_called_refund,
        bool_and(coalesce(verdict = 'refunded', false)) as is_all_refunded,
        cast(sum(line_amount) filter (verdict = 'refunded') as decimal(18, 4)) as refunded_lines
    from lines
    group by order_id
)

select
    o.row_no,
    o.lines,
    o.order_id,
    o.who,
    o.ordered_at,
    o.amount,
    abs(case when list_contains($summed::varchar[], 'discount') then o.discount_summed else o.discount_once end)
        as discount,
    coalesce(
        abs(case when list_contains($summed::varchar[], 'refunded') then o.refunded_summed else o.refunded_once end),
        case
            when (s.is_refunded or o.is_all_refunded) and rules.status_tells_refunds and o.amount > 0 then o.amount
            when rules.status_tells_refunds and not rules.has_order_amount then o.refunded_lines
        end
    ) as refunded,
    o.refunded_at,
    o.refund_of,
    case when list_contains($summed::varchar[], 'cost') then o.cost_summed else o.cost_once end as cost,
    o.currency,
    o.channel,
    o.status,
    case when not rules.has_order_amount then o.written_amount end as written_amount,
    o.written_currency,
    coalesce(s.is_counted, true) and not coalesce(o.is_ruled_out, false)
    and (rules.negative_is_refund or o.amount >= 0 or coalesce(o.is_called_refund, false)) as is_counted,
    o.amount < 0
    or (rules.refund_prefix <> '' and starts_with(o.order_id, rules.refund_prefix))
    or coalesce(o.is_called_refund, false) as is_refund
from orders as o
cross join rules
left join statuses as s on o.status = s.status
