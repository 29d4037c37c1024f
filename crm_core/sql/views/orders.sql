-- One row per order or refund row in force: what kind it is, whose, and what it adds to revenue.
with purchases as (
    select
        o.order_id,
        w.customer_key,
        o.ordered_at,
        case
            when not o.is_counted then 'not_counted'
            when o.amount > 0 and coalesce(o.refunded, 0) + coalesce(r.refunded, 0) < o.amount then 'purchase'
            else 'zero'
        end as kind,
        o.amount,
        coalesce(o.refunded, 0) as refunded,
        coalesce(o.refunded_at, o.ordered_at) as refunded_at,
        o.discount,
        o.cost,
        o.currency,
        o.channel,
        o.status,
        o.import_id
    from order_rows as o
    left join identity_owners as w on o.identity_key = w.identity_key
    left join order_refunds as r on o.order_id = r.order_id
    where o.superseded_by is null and not o.is_refund
),

named_orders as (
    select
        o.order_id,
        o.identity_key,
        o.is_counted
    from order_rows as o
    semi join order_refunds as r on o.order_id = r.order_id
    where o.superseded_by is null and not o.is_refund
),

refunds as (
    select
        o.order_id,
        w.customer_key,
        o.ordered_at,
        case when o.is_counted and coalesce(n.is_counted, true) then 'refund' else 'not_counted' end as kind,
        o.amount,
        cast(0 as decimal(18, 4)) as refunded,
        o.ordered_at as refunded_at,
        o.discount,
        o.cost,
        o.currency,
        o.channel,
        o.status,
        o.import_id
    from order_rows as o
    left join named_orders as n on o.refund_of = n.order_id
    left join identity_owners as w on coalesce(o.identity_key, n.identity_key) = w.identity_key
    where o.superseded_by is null and o.is_refund
)

select
    *,
    case kind when 'not_counted' then cast(0 as decimal(18, 4)) else amount - refunded end as net_revenue
from purchases
union all by name
select
    *,
    case kind when 'not_counted' then cast(0 as decimal(18, 4)) else amount end as net_revenue
from refunds
