-- One row per order or refund row in force: what kind it is, whose, and what it adds to revenue.
with purchases as (
    select
        o.order_id,
        coalesce(m.customer_key, o.identity_key) as customer_key,
        o.ordered_at,
        case
            when not o.is_counted then 'not_counted'
            when o.amount <= 0 then 'zero'
            when o.refunded is null and r.refunded is null then 'purchase'
            when coalesce(o.refunded, 0) + coalesce(r.refunded, 0) < o.amount then 'purchase'
            else 'zero'
        end as kind,
        o.amount,
        o.refunded,
        coalesce(o.refunded_at, o.ordered_at) as refunded_at,
        o.discount,
        o.cost,
        o.currency,
        o.channel,
        o.status,
        o.import_id
    from order_rows as o
    left join merged_identities as m on o.identity_key = m.identity_key
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
        coalesce(m.customer_key, o.identity_key, n.identity_key) as customer_key,
        o.ordered_at,
        case when o.is_counted and coalesce(n.is_counted, true) then 'refund' else 'not_counted' end as kind,
        o.amount,
        cast(null as decimal(18, 4)) as refunded,
        o.ordered_at as refunded_at,
        o.discount,
        o.cost,
        o.currency,
        o.channel,
        o.status,
        o.import_id
    from order_rows as o
    left join named_orders as n on coalesce(o.refund_of, o.order_id) = n.order_id
    left join merged_identities as m on coalesce(o.identity_key, n.identity_key) = m.identity_key
    where o.superseded_by is null and o.is_refund
)

select
    *,
    case
        when kind = 'not_counted' then 0
        when refunded is null then amount
        else cast(amount - refunded as decimal(18, 4))
    end as net_revenue
from purchases
union all by name
select
    *,
    case when kind = 'not_counted' then 0 else amount end as net_revenue
from refunds
