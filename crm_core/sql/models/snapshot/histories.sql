-- One row per customer seen by the as-of date being built: what it had bought by then in all, in the window, and in the
-- last 91 days and the 273 before; the sums over a stretch in which nothing was seen of the customer are null.
select
    p.customer_key,
    min(p.scope_key) as scope_key,
    cast(sum(p.purchase_days) as integer) as total_purchase_days,
    min(p.first_purchase) as first_purchase,
    max(p.last_purchase) as last_purchase,
    cast(sum(p.revenue) as decimal(18, 4)) as total_revenue,
    bool_or(p.has_refund) as has_refund,
    cast(sum(p.purchases) filter (where p.period >= b.window_first_period) as integer) as window_orders,
    cast(sum(p.purchase_days) filter (where p.period >= b.window_first_period) as integer) as window_purchase_days,
    cast(sum(p.revenue) filter (where p.period >= b.window_first_period) as decimal(18, 4)) as window_revenue,
    cast(sum(p.cost) filter (where p.period >= b.window_first_period) as decimal(18, 4)) as window_cost,
    cast(sum(p.revenue) filter (where p.period >= b.recent_first_period) as decimal(18, 4)) as recent_revenue,
    cast(
        sum(p.revenue) filter (
            where p.period >= b.earlier_first_period and p.period < b.recent_first_period
        ) as decimal(18, 4)
    ) as earlier_revenue,
    cast(
        sum(p.purchase_days) filter (
            where p.period >= b.earlier_first_period and p.period < b.recent_first_period
        ) as integer
    ) as earlier_purchase_days
from customer_periods as p
cross join building as b
where p.period <= b.last_period
group by p.customer_key
