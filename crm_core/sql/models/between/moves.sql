-- One row per customer and kind of label that differs between the two snapshots compared, with its one cause
-- (definitions, section 7): the first that holds of the cut-offs shifted, the customer acted, time passed.
with changed as (
    select
        customer_key,
        scope_key,
        previous,
        as_of,
        revenue_before,
        revenue,
        has_bought,
        'tier' as field,
        cast(tier_before as text) as label_before,
        cast(tier as text) as label_after,
        (tier_then is not distinct from tier_before) as is_shift,
        tier_step(tier_before, tier) as step
    from pairs
    where tier is distinct from tier_before
    union all
    select
        customer_key,
        scope_key,
        previous,
        as_of,
        revenue_before,
        revenue,
        has_bought,
        'quadrant',
        cast(quadrant_before as text),
        cast(quadrant as text),
        (quadrant_then is not distinct from quadrant_before),
        quadrant_step(quadrant_before, quadrant)
    from pairs
    where quadrant is distinct from quadrant_before
    union all
    select
        customer_key,
        scope_key,
        previous,
        as_of,
        revenue_before,
        revenue,
        has_bought,
        'stage',
        cast(stage_before as text),
        cast(stage as text),
        stage_then = stage_before,
        stage_step(stage)
    from pairs
    where stage <> stage_before
)

select
    d.as_of,
    d.previous,
    d.customer_key,
    d.scope_key,
    d.field,
    d.label_before,
    d.label_after,
    direction_of(d.step) as direction,
    cause_of(
        d.is_shift, d.step, d.label_after, d.has_bought, r.customer_key is not null, a.customer_key is not null
    ) as cause,
    d.revenue_before,
    d.revenue
from changed as d
left join answers_between as a on d.customer_key = a.customer_key
left join refunds_between as r on d.customer_key = r.customer_key
