-- One row per customer and kind of label that differs between the two snapshots compared, with its one cause
-- (definitions, section 7): the first that holds of the cut-offs shifted, the customer acted, time passed.
with differing as (
    select
        customer_key,
        scope_key,
        previous,
        as_of,
        revenue_before,
        revenue,
        has_bought,
        [cast(tier_before as text), cast(quadrant_before as text), cast(stage_before as text)] as labels_before,
        [cast(tier as text), cast(quadrant as text), cast(stage as text)] as labels_after,
        [
            (tier_then is not distinct from tier_before),
            (quadrant_then is not distinct from quadrant_before),
            stage_then = stage_before
        ] as are_shifts,
        [tier_step(tier_before, tier), quadrant_step(quadrant_before, quadrant), stage_step(stage)] as steps
    from pairs
    where
        (tier is distinct from tier_before) or (quadrant is distinct from quadrant_before) or stage <> stage_before
),

by_field as (
    select
        customer_key,
        scope_key,
        previous,
        as_of,
        revenue_before,
        revenue,
        has_bought,
        unnest(['tier', 'quadrant', 'stage']) as field,
        unnest(labels_before) as label_before,
        unnest(labels_after) as label_after,
        unnest(are_shifts) as is_shift,
        unnest(steps) as step
    from differing
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
from by_field as d
left join answers_between as a on d.customer_key = a.customer_key
left join refunds_between as r on d.customer_key = r.customer_key
where d.label_before is distinct from d.label_after
