-- One row per as-of date and customer seen by then: its history, its window, its labels.
with lines as (
    select c.*
    from cut_offs as c
    inner join building as b on c.as_of = b.as_of
),

signs as (
    select
        p.*,
        coalesce(w.order_count, 0) as order_count,
        coalesce(w.purchase_days, 0) as purchase_days,
        coalesce(w.revenue, 0) as revenue,
        coalesce(w.value, 0) as value,
        a.attitude as measured_attitude,
        l.customer_key is not null as was_lost,
        case when p.total_purchase_days >= 2 then case when p.overdue <= 1 then 1.0 else 0.0 end end as keeps_rhythm,
        case when w.breadth is not null then case when w.breadth >= c.breadth_line then 1.0 else 0.0 end end as is_broad
    from pace as p
    cross join lines as c
    left join windows as w on p.customer_key = w.customer_key
    left join attitudes as a on p.customer_key = a.customer_key
    left join lost_before as l on p.customer_key = l.customer_key
),

estimates as (
    select
        *,
        100 * (coalesce(keeps_rhythm, 0) + coalesce(is_broad, 0))
        / nullif(cast(keeps_rhythm is not null as integer) + cast(is_broad is not null as integer), 0)
            as estimated_attitude
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
            when a.measured_attitude is not null then 'measured'
            else 'estimated'
        end as attitude_source,
        case
            when a.attitude is null then null
            when a.measured_attitude is not null then a.attitude >= t.attitude_high
            else a.attitude >= t.estimate_high
        end as attitude_is_high,
        a.purchase_days >= c.repeat_line as repeat_is_high,
        case
            when a.purchase_days = 0 then null
            when a.value <= 0 then 'C'
            when a.value >= c.lowest_a then 'A'
            when a.value >= c.lowest_b then 'B'
            when a.value < c.lowest_b then 'C'
            else error('no tier for value ' || a.value)
        end as tier
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
    a.first_purchase,
    a.last_purchase,
    cast(a.recency_days as integer) as recency_days,
    a.usual_gap_days,
    a.overdue,
    a.tier,
    a.attitude,
    a.attitude_source,
    a.estimated_attitude,
    case
        when a.tier is null then null
        when a.attitude_is_high and a.repeat_is_high then 'loyal'
        when a.attitude_is_high and not a.repeat_is_high then 'latent'
        when not a.attitude_is_high and a.repeat_is_high then 'spurious'
        when not a.attitude_is_high and not a.repeat_is_high then 'no_loyalty'
        when a.attitude_is_high is null and a.repeat_is_high then 'unmeasured_repeat'
        when a.attitude_is_high is null and not a.repeat_is_high then 'unmeasured_occasional'
        else error('no quadrant for ' || a.customer_key)
    end as quadrant,
    case
        when a.total_purchase_days = 0 and a.has_refund then 'refund_only'
        when a.total_purchase_days = 0 then 'prospect'
        when a.is_lost then 'lost'
        when a.is_wavering then 'wavering'
        when a.was_lost then 'won_back'
        when a.total_purchase_days = 1 then 'acquainted'
        when a.total_purchase_days <= 3 then 'reserved'
        when
            a.total_purchase_days >= s.solid_purchase_days
            and date_diff('day', a.first_purchase, b.as_of) >= s.solid_tenure_days
            then 'solid'
        when a.total_purchase_days >= 4 then 'steady'
        else error('no stage for ' || a.customer_key)
    end as stage
from axes as a
cross join building as b
cross join settings as s
