-- One row per customer and period in which something was seen of the customer: what happened in it.
select
    s.customer_key,
    p.period,
    cast(sum(s.net_revenue) as decimal(18, 4)) as revenue,
    cast(sum(s.cost) as decimal(18, 4)) as cost,
    cast(count_if(s.kind = 'purchase') as integer) as purchases,
    cast(bit_count(bit_or(case s.kind when 'purchase' then 1 << day(s.day) else 0 end)) as tinyint) as purchase_days,
    min(s.day) filter (where s.kind = 'purchase') as first_purchase,
    max(s.day) filter (where s.kind = 'purchase') as last_purchase,
    bool_or(s.kind = 'refund') as has_refund
from sightings as s
inner join periods as p on s.day = p.day
group by s.customer_key, p.period
order by s.customer_key, p.period
