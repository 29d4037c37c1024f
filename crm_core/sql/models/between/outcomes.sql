-- One row per combination of labels at the earlier of the two snapshots compared: how many customers had it, and
-- what they did until the later one (definitions, section 12). grew: brought more than at their pace of the window.
with before as (
    select r.*
    from snapshot_rows as r
    inner join compared as c on r.as_of = c.previous
    where r.total_purchase_days > 0
),

later as (
    select
        r.customer_key,
        r.total_purchase_days,
        r.total_revenue
    from snapshot_rows as r
    inner join compared as c on r.as_of = c.as_of
),

tier_moves as (
    select
        m.customer_key,
        m.label_before
    from move_rows as m
    inner join compared as c on m.as_of = c.previous
    where m.field = 'tier'
),

labelled as (
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
    from before as r
    inner join later as n on r.customer_key = n.customer_key
    left join tier_moves as m on r.customer_key = m.customer_key
    cross join settings as s
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
