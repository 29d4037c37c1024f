-- One row per row of a file of orders: what it says about its order, whether it counts, whether it is a refund.
create temp view order_candidates as
select
    r.row_no,
    cast(1 as bigint) as lines,
    r.order_id,
    r.who,
    r.ordered_at,
    coalesce(r.amount, 0) as amount,
    abs(r.discount) as discount,
    coalesce(
        abs(r.refunded),
        case
            when (s.is_refunded or r.verdict = 'refunded') and rules.status_tells_refunds and r.amount > 0 then r.amount
        end
    ) as refunded,
    r.refunded_at,
    r.refund_of,
    r.cost,
    r.currency,
    r.channel,
    r.status,
    r.written_amount,
    r.written_currency,
    coalesce(s.is_counted, true) and coalesce(r.verdict <> 'not_counted', true)
    and (rules.negative_is_refund or r.amount >= 0 or coalesce(r.verdict = 'refund', false)) as is_counted,
    coalesce(r.amount < 0, false)
    or (rules.refund_prefix <> '' and starts_with(r.order_id, rules.refund_prefix))
    or coalesce(r.verdict = 'refund', false) as is_refund
from rows_read as r
cross join rules
left join statuses as s on r.status = s.status
where r.reason is null
