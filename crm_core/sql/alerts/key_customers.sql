-- One row per customer with news about a key customer (A) between two snapshots: the one alert that tells it, the first
-- that holds, and the money at stake. Lost soon: without a purchase, lost by the rule after so many more days.
-- Only who moved in some month between can have changed labels; of the others, waverers can be lost soon.
-- cause: that of the last month in which the customer fell out of A.
with relevant as (
    select
        customer_key,
        as_of,
        label_before,
        cause
    from move_rows
    where
        as_of > $since
        and as_of <= $as_of
        and (
            label_before = cast('A' as label)
            or label_after = cast('A' as label)
            or label_after = cast('wavering' as label)
            or label_after = cast('lost' as label)
            or label_before = cast('lost' as label)
        )
),

movers as materialized (
    select distinct customer_key
    from relevant
),

falls as (
    select
        customer_key,
        arg_max(cause, as_of) as cause
    from relevant
    where label_before = cast('A' as label)
    group by customer_key
),

before as materialized (
    select
        b.customer_key,
        b.tier,
        b.stage,
        b.revenue
    from snapshot_rows as b
    inner join movers as m on b.customer_key = m.customer_key
    where b.as_of = $since
),

moved as materialized (
    select
        n.customer_key,
        n.scope_key,
        n.tier,
        n.stage,
        n.revenue,
        n.total_purchase_days,
        n.recency_days,
        n.usual_gap_days
    from snapshot_rows as n
    inner join movers as m on n.customer_key = m.customer_key
    where n.as_of = $as_of
),

pairs as (
    select
        n.customer_key,
        n.scope_key,
        n.tier,
        b.tier as tier_before,
        n.stage,
        coalesce(b.stage, cast('prospect' as stage)) as stage_before,
        n.revenue,
        coalesce(b.revenue, 0) as revenue_before,
        f.cause,
        n.total_purchase_days,
        n.recency_days,
        n.usual_gap_days
    from moved as n
    left join before as b on n.customer_key = b.customer_key
    left join falls as f on n.customer_key = f.customer_key
    where n.tier = cast('A' as tier) or b.tier = cast('A' as tier)
    union all
    select
        n.customer_key,
        n.scope_key,
        n.tier,
        n.tier as tier_before,
        n.stage,
        n.stage as stage_before,
        n.revenue,
        n.revenue as revenue_before,
        null as cause,
        n.total_purchase_days,
        n.recency_days,
        n.usual_gap_days
    from snapshot_rows as n
    anti join movers as m on n.customer_key = m.customer_key
    where n.as_of = $as_of and n.tier = cast('A' as tier) and n.stage = cast('wavering' as stage)
),

told as (
    select
        p.*,
        case
            when p.stage = cast('lost' as stage) and p.stage_before <> cast('lost' as stage) then 'key_lost'
            when p.stage = cast('lost' as stage) then null
            when
                p.tier = cast('A' as tier)
                and p.stage = cast('wavering' as stage)
                and is_overdue(
                    p.total_purchase_days,
                    (p.recency_days + $soon_days) / p.usual_gap_days,
                    p.recency_days + $soon_days,
                    s.lost_overdue,
                    s.lost_days
                )
                then 'key_lost_soon'
            when
                p.tier = cast('A' as tier)
                and p.stage = cast('wavering' as stage)
                and (
                    p.stage_before <> cast('wavering' as stage)
                    or p.tier_before is null
                    or p.tier_before <> cast('A' as tier)
                )
                then 'key_wavering'
            when p.tier is null or p.tier <> cast('A' as tier) then 'left_a'
            when p.stage_before = cast('lost' as stage) then 'won_back'
            when p.tier_before is null or p.tier_before <> cast('A' as tier) then 'new_key'
        end as alert
    from pairs as p
    cross join settings as s
    where $scope_keys is null or list_contains($scope_keys, p.scope_key)
)

select
    customer_key,
    scope_key,
    alert,
    cause,
    revenue_before,
    revenue,
    case alert
        when 'key_lost' then greatest(revenue_before, revenue, 0)
        when 'key_lost_soon' then greatest(revenue, 0)
        when 'key_wavering' then greatest(revenue, 0)
        when 'left_a' then greatest(revenue_before - revenue, 0)
        when 'won_back' then greatest(revenue, 0)
        when 'new_key' then greatest(revenue - revenue_before, 0)
        else error('no alert ' || alert)
    end as money
from told
where alert is not null
