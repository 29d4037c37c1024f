-- One row per order that the lines of the file make: its first moment, the sum of its lines, the first customer named.
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
        cast(sum(line_amount) as decimal(18, 4)) as amount,
        arg_min(refund_of, row_no) as refund_of,
        arg_min(currency, row_no) as currency,
        arg_min(channel, row_no) as channel,
        arg_min(status, row_no) as status
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
    cast(null as decimal(18, 4)) as discount,
    case when s.is_refunded and rules.status_tells_refunds and o.amount > 0 then o.amount end as refunded,
    cast(null as timestamp) as refunded_at,
    o.refund_of,
    cast(null as decimal(18, 4)) as cost,
    o.currency,
    o.channel,
    o.status,
    coalesce(s.is_counted, true) as is_counted,
    o.amount < 0 or (rules.refund_prefix <> '' and starts_with(o.order_id, rules.refund_prefix)) as is_refund
from orders as o
cross join rules
left join statuses as s on o.status = s.status
