-- One row per customer seen in the window of the snapshot being built: what it did and was worth in it.
with totals as (
    select
        p.customer_key,
        cast(sum(p.purchases) as integer) as order_count,
        cast(sum(p.purchase_days) as integer) as purchase_days,
        cast(sum(p.revenue) as decimal(18, 4)) as revenue,
        cast(sum(p.cost) as decimal(18, 4)) as cost
    from customer_periods as p
    cross join building as b
    where p.period between b.window_first_period and b.last_period
    group by p.customer_key
)

select
    t.customer_key,
    t.order_count,
    t.purchase_days,
    t.revenue,
    case s.tier_value
        when 'revenue' then t.revenue
        when 'margin' then cast(t.revenue - t.cost as decimal(18, 4))
        else error('tier_value is ' || s.tier_value)
    end as value,
    cast(i.items as double) / nullif(t.purchase_days, 0) as breadth
from totals as t
cross join settings as s
left join breadths as i on t.customer_key = i.customer_key
