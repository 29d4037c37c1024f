"""Who may deserve a call at a snapshot, whatever is asked about the calls: found once by the build, or on the spot."""

from crm_core.queries.last_tiers import LAST_TIERS
from crm_core.queries.silence import first_day

DUE_FROM = 0.75  # of the usual gap: from here on a second purchase is due
LOST_MONTHS = 6  # only who was lost in these months is still worth winning back
LIMITS = {"due_from": DUE_FROM, "lost_months": LOST_MONTHS}

# One row per customer who may deserve a call at a snapshot: the one reason that holds, and what its money is told from;
# reason_but_falling where nobody asks for the falling, so that the tier before is not looked at.
# What is wanted of all periods stands beside the sum, not in the join: a join by a range too takes thrice as long.
# One customer has one reason, the first that holds. It is also the most valuable one: a customer can only be wavering
# and falling at once, and what falls is at most what wavers. The tier before stands in the moves where it was another.
ROWS = f"""
with before as (
    select
        customer_key as mover_key,
        label_before
    from move_rows
    where as_of = $as_of and field = cast('tier' as label_field)
),

candidates as (
    select
        r.customer_key,
        r.scope_key,
        -- The one purchase of the acquainted can lie before the window, where customers are slow to come again.
        case when r.stage = cast('acquainted' as stage) then r.total_revenue else r.revenue end as revenue,
        r.last_purchase,
        r.recency_days,
        r.usual_gap_days,
        r.overdue,
        r.tier,
        r.stage,
        r.pace
    from snapshot_rows as r
    where
        r.as_of = $as_of
        and (
            r.stage = cast('lost' as stage)
            or r.stage = cast('wavering' as stage) and r.tier = cast('A' as tier)
            or r.stage = cast('acquainted' as stage) and r.overdue >= $due_from
            or r.pace >= (select s.rising_from from settings as s)
            or r.pace <= (select s.falling_to from settings as s)
        )
),

judged as materialized (
    select
        r.*,
        r.last_purchase + {first_day("wavering", "r.usual_gap_days")} as wavering_on,
        r.last_purchase + {first_day("lost", "r.usual_gap_days")} as lost_on,
        pace_class_of(r.pace, r.tier, b.label_before, s.rising_from, s.falling_to) as pace_class,
        pace_class_of(r.pace, r.tier, null, s.rising_from, s.falling_to) as pace_class_now,
        r.overdue >= $due_from as is_due
    from candidates as r
    cross join settings as s
    left join before as b on r.customer_key = b.mover_key
),

lost as (
    select *
    from judged
    where stage = 'lost' and lost_on > $as_of - to_months($lost_months)
),

{LAST_TIERS.strip()},

first_day as (
    select min(day) as first_day
    from periods
),

worth_winning as materialized (
    select
        l.customer_key,
        greatest(cast(date_trunc('month', l.last_purchase) - interval 11 month as date), f.first_day) as first_day
    from lost as l
    cross join first_day as f
    left join left_tiers as b on l.customer_key = b.customer_key
    where coalesce(cast(l.tier as text), cast(b.tier as text)) in ('A', 'B')
),

last_years as materialized (
    select
        w.customer_key,
        f.period as first_period,
        t.period as last_period
    from worth_winning as w
    inner join periods as f on w.first_day = f.day
    inner join periods as t on t.day = $as_of
),

lost_revenue as materialized (
    select
        p.customer_key,
        sum(p.revenue) filter (where p.period between w.first_period and w.last_period) as revenue
    from customer_periods as p
    inner join last_years as w on p.customer_key = w.customer_key
    group by p.customer_key
),

reasons as (
    select
        j.*,
        case
            when j.stage = 'lost' then case when v.customer_key is not null then 'lost' end
            when j.stage = 'wavering' and j.tier = 'A' then 'wavering'
            when j.pace_class in ('falling', 'rising') then j.pace_class
            when j.stage = 'acquainted' and j.is_due then 'first_time'
        end as reason,
        case
            when j.stage = 'lost' then case when v.customer_key is not null then 'lost' end
            when j.stage = 'wavering' and j.tier = 'A' then 'wavering'
            when j.pace_class_now in ('falling', 'rising') then j.pace_class_now
            when j.stage = 'acquainted' and j.is_due then 'first_time'
        end as reason_but_falling,
        cast(v.revenue as double) as lost_revenue,
        f.expected_revenue
    from judged as j
    left join lost_revenue as v on j.customer_key = v.customer_key
    left join forecast_rows as f on f.as_of = $as_of and j.customer_key = f.customer_key
)

select
    customer_key,
    scope_key,
    tier,
    stage,
    revenue,
    pace,
    last_purchase,
    recency_days,
    usual_gap_days,
    wavering_on,
    lost_on,
    reason,
    reason_but_falling,
    lost_revenue,
    expected_revenue
from reasons
where reason is not null or reason_but_falling is not null
"""
