-- One row per customer seen by the as-of date of the snapshot being built: what is known then, in window and in all.
with totals as (
    select
        p.customer_key,
        min(p.scope_key) as scope_key,
        cast(coalesce(sum(p.purchases) filter (where p.period >= b.window_first_period), 0) as integer) as order_count,
        cast(
            coalesce(sum(p.purchase_days) filter (where p.period >= b.window_first_period), 0) as integer
        ) as purchase_days,
        cast(coalesce(sum(p.revenue) filter (where p.period >= b.window_first_period), 0) as decimal(18, 4)) as revenue,
        cast(coalesce(sum(p.cost) filter (where p.period >= b.window_first_period), 0) as decimal(18, 4)) as cost,
        cast(sum(p.purchase_days) as integer) as total_purchase_days,
        min(p.first_purchase) as first_purchase,
        max(p.last_purchase) as last_purchase,
        bool_or(p.has_refund) as has_refund
    from customer_periods as p
    cross join building as b
    where p.period <= b.last_period
    group by p.customer_key
)

select
    t.*,
    case s.tier_value
        when 'revenue' then t.revenue
        when 'margin' then cast(t.revenue - t.cost as decimal(18, 4))
        else error('tier_value is ' || s.tier_value)
    end as value,
    a.attitude as measured_attitude,
    cast(i.items as double) / nullif(t.purchase_days, 0) as breadth
from totals as t
cross join settings as s
left join attitudes as a on t.customer_key = a.customer_key
left join breadths as i on t.customer_key = i.customer_key
