-- One row per as-of date and combination of labels and scope that has a customer: counts and sums, which add up.
select
    r.as_of,
    r.tier,
    r.quadrant,
    r.stage,
    r.attitude_source,
    r.scope_key,
    count(*) as customers,
    cast(sum(r.revenue) as decimal(28, 4)) as revenue,
    cast(sum(r.value) as decimal(28, 4)) as value,
    sum(r.order_count) as orders,
    sum(r.purchase_days) as purchase_days,
    count_if(r.purchase_days >= 2) as repeat_customers
from snapshot_rows as r
cross join building as b
where r.as_of = b.as_of
group by r.as_of, r.tier, r.quadrant, r.stage, r.attitude_source, r.scope_key
