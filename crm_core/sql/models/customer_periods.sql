-- One row per customer and period in which something was seen of the customer: what happened in it.
-- The days of purchase are or-ed as bits of the month: their number and the first and the last are read off the bits.
with sums as (
    select
        s.customer_key,
        p.period,
        p.month,
        sum(s.net_revenue) as revenue,
        sum(s.cost) as cost,
        count(*) filter (where s.kind = 'purchase') as purchases,
        coalesce(bit_or(p.day_bit) filter (where s.kind = 'purchase'), 0) as days,
        bool_or(s.kind = 'refund') as has_refund
    from sightings as s
    inner join periods as p on s.day = p.day
    group by s.customer_key, p.period, p.month
)

select
    s.customer_key,
    c.scope_key,
    s.period,
    cast(coalesce(s.revenue, 0) as decimal(18, 4)) as revenue,
    cast(coalesce(s.cost, 0) as decimal(18, 4)) as cost,
    cast(s.purchases as integer) as purchases,
    cast(bit_count(s.days) as tinyint) as purchase_days,
    case when s.days <> 0 then s.month + cast(floor(log2(s.days & -s.days)) as integer) end as first_purchase,
    case when s.days <> 0 then s.month + cast(floor(log2(s.days)) as integer) end as last_purchase,
    s.has_refund
from sums as s
inner join customers as c on s.customer_key = c.customer_key
order by s.customer_key, s.period
