-- One row per as-of date and customer seen by then: its history, its window, its labels.
with signs as (
    select
        w.*,
        a.attitude as measured_attitude,
        l.customer_key is not null as was_lost,
        w.recent_pace / w.earlier_pace / c.shop_pace as pace,
        h.held_tier,
        keeps_rhythm(w.total_purchase_days, w.overdue) as rhythm_sign,
        is_broad(w.breadth, c.breadth_line) as breadth_sign
    from pace as w
    cross join lines as c
    left join attitudes as a on w.customer_key = a.customer_key
    left join lost_before as l on w.customer_key = l.customer_key
    left join held_tiers as h on w.customer_key = h.customer_key
),

estimates as (
    select
        *,
        estimate_of(rhythm_sign, breadth_sign) as estimated_attitude
    from signs
),

attitudes_known as (
    select
        e.*,
        coalesce(e.measured_attitude, case when s.estimate_attitude then e.estimated_attitude end) as attitude
    from estimates as e
    cross join settings as s
),

axes as (
    select
        a.*,
        case
            when a.attitude is null then null
            when a.measured_attitude is not null then cast('measured' as attitude_source)
            else cast('estimated' as attitude_source)
        end as attitude_source,
        case
            when a.attitude is null then null
            when a.measured_attitude is not null then a.attitude >= t.attitude_high
            else a.attitude >= t.estimate_high
        end as attitude_is_high,
        a.purchase_days >= c.repeat_line as repeat_is_high,
        tier_of(a.purchase_days, a.value, c.lowest_a, c.lowest_b) as raw_tier
    from attitudes_known as a
    cross join settings as t
    cross join lines as c
)

select
    b.as_of,
    a.customer_key,
    a.scope_key,
    a.order_count,
    a.purchase_days,
    a.revenue,
    a.value,
    a.total_purchase_days,
    a.total_revenue,
    a.first_purchase,
    a.last_purchase,
    cast(a.recency_days as integer) as recency_days,
    a.usual_gap_days,
    a.overdue,
    case when a.raw_tier is not null then least(a.raw_tier, a.held_tier) end as tier,
    a.held_tier,
    a.attitude,
    a.attitude_source,
    a.estimated_attitude,
    quadrant_of(a.raw_tier, a.attitude_is_high, a.repeat_is_high) as quadrant,
    case
        when a.total_purchase_days = 0 and a.has_refund then cast('refund_only' as stage)
        when a.total_purchase_days = 0 then cast('prospect' as stage)
        else
            stage_of(
                a.is_lost, a.is_wavering, a.was_lost, a.total_purchase_days,
                date_diff('day', a.first_purchase, b.as_of), s.solid_purchase_days, s.solid_tenure_days
            )
    end as stage,
    a.was_lost,
    a.breadth,
    a.pace
from axes as a
cross join building as b
cross join settings as s
