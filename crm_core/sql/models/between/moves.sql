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
        last_purchase > previous as has_bought,
        'tier' as field,
        cast(tier_before as text) as label_before,
        cast(tier as text) as label_after,
        (tier_then is not distinct from tier_before) as is_shift,
        coalesce(enum_code(tier_before), 3) as place_before,
        coalesce(enum_code(tier), 3) as place_after
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
        last_purchase > previous,
        'quadrant',
        cast(quadrant_before as text),
        cast(quadrant as text),
        (quadrant_then is not distinct from quadrant_before),
        quadrant_place(quadrant_before),
        quadrant_place(quadrant)
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
        last_purchase > previous,
        'stage',
        cast(stage_before as text),
        cast(stage as text),
        stage_then = stage_before,
        1,
        case when stage in ('wavering', 'lost') then 2 else 0 end
    from pairs
    where stage <> stage_before
),

directed as (
    select
        *,
        case coalesce(sign(place_after - place_before), 0)
            when -1 then 'better'
            when 1 then 'worse'
            when 0 then 'neither'
            else error('no direction')
        end as direction
    from changed
),

explained as (
    select
        d.*,
        a.customer_key is not null
        or (d.direction <> 'worse' and coalesce(d.has_bought, false))
        or ((d.direction <> 'better' or d.label_after = 'refund_only') and r.customer_key is not null) as has_acted
    from directed as d
    left join answers_between as a on d.customer_key = a.customer_key
    left join refunds_between as r on d.customer_key = r.customer_key
)

select
    d.as_of,
    d.previous,
    d.customer_key,
    d.scope_key,
    d.field,
    d.label_before,
    d.label_after,
    d.direction,
    case
        when d.is_shift then 'cut_off_shifted'
        when d.has_acted then 'customer_acted'
        when not d.has_acted then 'time_passed'
        else error('no cause of the move to ' || d.label_after)
    end as cause,
    d.revenue_before,
    d.revenue
from explained as d
