-- One row per combination of labels at the earlier of the two snapshots compared: how many customers had it, and
-- what they did until the later one (definitions, section 12). grew: brought more than at their pace of the window.
with labelled as (
    select
        r.as_of,
        r.customer_key,
        r.tier,
        r.quadrant,
        r.stage,
        r.attitude_source,
        pace_class_of(r.pace, r.tier, m.label_before, s.rising_from, s.falling_to) as pace_class,
        r.revenue as window_revenue,
        n.total_purchase_days > r.total_purchase_days as has_bought,
        n.total_revenue - r.total_revenue as revenue,
        r.revenue * s.outcome_months / s.window_months as revenue_at_pace
    from compared as c
    inner join snapshot_rows as r on c.previous = r.as_of
    inner join snapshot_rows as n on r.customer_key = n.customer_key and c.as_of = n.as_of
    left join move_rows as m on r.as_of = m.as_of and r.customer_key = m.customer_key and m.field = 'tier'
    cross join settings as s
    where r.total_purchase_days > 0
)

select
    as_of,
    tier,
    quadrant,
    stage,
    attitude_source,
    pace_class,
    count(*) as customers,
    count(*) filter (where has_bought) as bought_again,
    count(*) filter (where revenue > revenue_at_pace) as grew,
    cast(sum(revenue) as decimal(28, 4)) as revenue,
    cast(sum(window_revenue) as decimal(28, 4)) as window_revenue
from labelled
group by as_of, tier, quadrant, stage, attitude_source, pace_class
