-- One row per monthly snapshot and customer seen by then, as the command line exports it; numbers unrounded.
select
    r.as_of,
    c.customer_id,
    r.order_count,
    r.purchase_days,
    r.revenue,
    r.value,
    r.total_purchase_days,
    r.first_purchase,
    r.last_purchase,
    r.recency_days,
    date_diff('day', r.first_purchase, r.as_of) as tenure_days,
    r.usual_gap_days,
    r.overdue,
    r.tier,
    r.attitude,
    r.attitude_source,
    r.quadrant,
    r.stage,
    d.warming_up,
    r.total_revenue,
    r.breadth,
    r.was_lost,
    r.held_tier,
    r.pace,
    f.purchase_probability,
    f.expected_purchases,
    f.expected_value
from snapshot_rows as r
inner join calendar as d on r.as_of = d.as_of
left join forecast_rows as f on r.as_of = f.as_of and r.customer_key = f.customer_key
inner join customers as c on r.customer_key = c.customer_key
