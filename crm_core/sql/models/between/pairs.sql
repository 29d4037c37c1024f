-- One row per customer seen by the later of the two snapshots compared: its labels then and now, and those that the
-- facts of now would have given under the cut-offs of then. A line that did not exist then cannot have shifted.
-- And its place in the leaky bucket (section 8), where it is from its first purchase until it is lost.
with lines as (
    select
        c.previous,
        coalesce(l.lowest_a, n.lowest_a) as lowest_a,
        coalesce(l.lowest_b, n.lowest_b) as lowest_b,
        coalesce(l.breadth_line, n.breadth_line) as breadth_line,
        l.repeat_line,
        l.rhythm_days
    from compared as c
    inner join cut_offs as l on c.previous = l.as_of
    inner join cut_offs as n on c.as_of = n.as_of
),

now as (
    select r.*
    from snapshot_rows as r
    inner join compared as c on r.as_of = c.as_of
),

before as (
    select
        r.customer_key,
        r.tier,
        r.quadrant,
        r.stage,
        r.revenue
    from snapshot_rows as r
    inner join compared as c on r.as_of = c.previous
),

facts as (
    select
        r.customer_key,
        r.scope_key,
        r.tier,
        r.quadrant,
        r.stage,
        r.revenue,
        b.tier as tier_before,
        b.quadrant as quadrant_before,
        b.revenue as revenue_before,
        coalesce(b.stage, cast('prospect' as stage)) as stage_before,
        r.first_purchase,
        r.last_purchase,
        r.total_purchase_days,
        r.purchase_days,
        r.recency_days,
        r.value,
        r.held_tier,
        r.was_lost,
        r.breadth,
        r.attitude_source,
        r.attitude,
        date_diff('day', r.first_purchase, r.as_of) as tenure_days,
        l.lowest_a,
        l.lowest_b,
        l.breadth_line,
        l.repeat_line,
        r.recency_days
        / usual_gap_of(l.rhythm_days, r.first_purchase, r.last_purchase, r.total_purchase_days) as overdue,
        l.previous
    from now as r
    left join before as b on r.customer_key = b.customer_key
    cross join lines as l
),

at_old_lines as (
    select
        f.*,
        tier_of(f.purchase_days, f.value, f.lowest_a, f.lowest_b) as raw_tier_then,
        is_overdue(f.total_purchase_days, f.overdue, f.recency_days, s.lost_overdue, s.lost_days) as is_lost_then,
        is_overdue(
            f.total_purchase_days, f.overdue, f.recency_days, s.wavering_overdue, s.wavering_days
        ) as is_wavering_then,
        f.purchase_days >= f.repeat_line as repeat_is_high_then,
        case
            when f.attitude_source = 'measured' then f.attitude >= s.attitude_high
            when s.estimate_attitude
                then
                    estimate_of(
                        keeps_rhythm(f.total_purchase_days, f.overdue), is_broad(f.breadth, f.breadth_line)
                    ) >= s.estimate_high
        end as attitude_is_high_then,
        s.solid_purchase_days,
        s.solid_tenure_days
    from facts as f
    cross join settings as s
),

labelled as (
    select
        *,
        case when raw_tier_then is not null then least(raw_tier_then, held_tier) end as tier_then,
        quadrant_of(raw_tier_then, attitude_is_high_then, repeat_is_high_then) as quadrant_then,
        case
            when total_purchase_days = 0 then stage
            else
                stage_of(
                    is_lost_then, is_wavering_then, was_lost, total_purchase_days, tenure_days,
                    solid_purchase_days, solid_tenure_days
                )
        end as stage_then,
        stage_before not in ('prospect', 'refund_only', 'lost') as was_active,
        stage not in ('prospect', 'refund_only', 'lost') as is_active,
        total_purchase_days > 0 and stage_before in ('prospect', 'refund_only') as is_new,
        stage_before = 'lost' and last_purchase > previous as is_returned
    from at_old_lines
)

select
    customer_key,
    scope_key,
    tier_before,
    tier,
    tier_then,
    quadrant_before,
    quadrant,
    quadrant_then,
    stage_before,
    stage,
    stage_then,
    coalesce(revenue_before, 0) as revenue_before,
    revenue,
    first_purchase,
    last_purchase,
    coalesce(last_purchase > previous, false) as has_bought,
    was_active,
    is_active,
    is_new,
    is_returned,
    stage = 'lost' and (is_new or is_returned or (was_active and coalesce(is_lost_then, false))) as is_lost,
    was_active and stage = 'lost' and not coalesce(is_lost_then, false) as is_moved_out,
    stage_before = 'lost' and not is_returned and is_active as is_moved_in
from labelled
