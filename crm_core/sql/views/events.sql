-- One row per dated fact of an order: the order on its day, and what it carries as refunded on the refund's day.
select
    customer_key,
    cast(ordered_at as date) as day,
    kind,
    case when kind = 'not_counted' then 0 else amount end as net_revenue,
    case when kind in ('purchase', 'zero') then cost end as cost
from orders
union all
select
    customer_key,
    cast(refunded_at as date) as day,
    'refund' as kind,
    -refunded as net_revenue,
    null as cost
from orders
where refunded <> 0 and kind <> 'not_counted'
