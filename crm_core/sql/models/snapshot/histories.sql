-- One row per customer seen by the as-of date being built: what it had bought by then in all.
select
    p.customer_key,
    min(p.scope_key) as scope_key,
    cast(sum(p.purchase_days) as integer) as total_purchase_days,
    min(p.first_purchase) as first_purchase,
    max(p.last_purchase) as last_purchase,
    cast(sum(p.revenue) as decimal(18, 4)) as total_revenue,
    bool_or(p.has_refund) as has_refund
from customer_periods as p
cross join building as b
where p.period <= b.last_period
group by p.customer_key
