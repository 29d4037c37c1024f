-- One row per customer and kind of label that differs between the two snapshots compared, with its one cause
-- (definitions, section 7): the first that holds of the cut-offs shifted, the customer acted, time passed.
with by_field as (
    select
        *,
        cast('tier' as label_field) as field,
        cast(tier_before as label) as label_before,
        cast(tier as label) as label_after,
        (tier_then is not distinct from tier_before) as is_shift,
        tier_step(tier_before, tier) as step
    from changes
    where (tier is distinct from tier_before)
    union all
    select
        *,
        cast('quadrant' as label_field) as field,
        cast(quadrant_before as label) as label_before,
        cast(quadrant as label) as label_after,
        (quadrant_then is not distinct from quadrant_before) as is_shift,
        quadrant_step(quadrant_before, quadrant) as step
    from changes
    where (quadrant is distinct from quadrant_before)
    union all
    select
        *,
        cast('stage' as label_field) as field,
        cast(stage_before as label) as label_before,
        cast(stage as label) as label_after,
        stage_then = stage_before as is_shift,
        stage_step(stage) as step
    from changes
    where stage <> stage_before
)

select
    c.as_of,
    c.previous,
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
from by_field as d
cross join compared as c
left join answers_between as a on d.customer_key = a.customer_key
left join refunds_between as r on d.customer_key = r.customer_key
