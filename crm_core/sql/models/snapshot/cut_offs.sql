-- One row per as-of date: the lowest values that are A and B, the repeat line and the breadth line, the shop's rhythm;
-- and its pace, the revenue a day of the last 91 days against that of the 273 before, of all who can be judged.
-- The customer at a line is found in two steps, a band of similar values first, so that no window runs over all rows.
with seen as materialized (
    select
        value,
        purchase_days,
        breadth,
        recent_pace,
        earlier_pace
    from windows
),

valued as (
    select
        value,
        purchase_days,
        breadth
    from seen
    where purchase_days > 0
),

totals as (
    select
        count(*) as customers,
        cast(coalesce(sum(value) filter (where value > 0), 0) as decimal(28, 4)) as positive_value,
        median(purchase_days) as median_purchase_days,
        median(breadth) as breadth_line
    from valued
),

limits as (
    select
        'a' as line,
        s.tier_method = 'rank' as by_count,
        case s.tier_method
            when 'rank' then ceil(cast(s.tier_rank_a as decimal(9, 6)) * t.customers)
            else cast(s.tier_share_a as decimal(9, 6)) * t.positive_value
        end as before_limit
    from totals as t cross join settings as s
    union all
    select
        'b' as line,
        s.tier_method = 'rank' as by_count,
        case s.tier_method
            when 'rank' then ceil(cast(s.tier_rank_b as decimal(9, 6)) * t.customers)
            else cast(s.tier_share_b as decimal(9, 6)) * t.positive_value
        end as before_limit
    from totals as t cross join settings as s
    union all
    select
        'top_fifth' as line,
        true as by_count,
        ceil(cast(0.2 as decimal(9, 6)) * t.customers) as before_limit
    from totals as t
),

banded as (
    select
        value,
        cast(floor(64 * ln(cast(value as double))) as integer) as band
    from valued
    where value > 0
),

bands as (
    select
        band,
        count(*) as customers,
        sum(value) as value
    from banded
    group by band
),

before_bands as (
    select
        l.line,
        l.by_count,
        l.before_limit,
        b.band,
        coalesce(
            sum(case when l.by_count then b.customers else b.value end) over (
                partition by l.line order by b.band desc rows between unbounded preceding and 1 preceding
            ),
            0
        ) as before
    from limits as l cross join bands as b
),

crossing as (
    select
        line,
        by_count,
        before_limit,
        min(band) as band,
        max(before) as before
    from before_bands
    where before < before_limit
    group by line, by_count, before_limit
),

distinct_values as (
    select
        c.line,
        c.before_limit,
        c.before,
        v.value,
        sum(case when c.by_count then 1 else v.value end) as weight
    from crossing as c
    inner join banded as v on c.band = v.band
    group by c.line, c.before_limit, c.before, v.value
),

before_values as (
    select
        line,
        value,
        before_limit,
        before + coalesce(
            sum(weight) over (partition by line order by value desc rows between unbounded preceding and 1 preceding),
            0
        ) as before
    from distinct_values
),

lowest as (
    select
        min(value) filter (where line = 'a' and before < before_limit) as a,
        min(value) filter (where line = 'b' and before < before_limit) as b,
        min(value) filter (where line = 'top_fifth' and before < before_limit) as top_fifth
    from before_values
),

top_fifth as (
    select
        cast(ceil(cast(0.2 as decimal(9, 6)) * count(*)) as bigint) as customers,
        count(*) filter (where v.value > l.top_fifth) as customers_above,
        coalesce(sum(v.value) filter (where v.value > l.top_fifth), 0) as value_above,
        any_value(l.top_fifth) as lowest
    from valued as v
    cross join lowest as l
),

paces as (
    select sum(recent_pace) / nullif(sum(earlier_pace), 0) as shop_pace
    from seen
)

select
    b.as_of,
    b.build_id,
    case s.tier_method
        when 'amount' then cast(s.tier_amount_a as decimal(18, 4))
        else l.a
    end as lowest_a,
    case s.tier_method
        when 'amount' then cast(s.tier_amount_b as decimal(18, 4))
        else l.b
    end as lowest_b,
    t.customers,
    t.positive_value,
    cast(
        f.value_above + (f.customers - f.customers_above) * coalesce(f.lowest, 0) as decimal(28, 4)
    ) as top_fifth_value,
    case s.repeat_method
        when 'fixed' then cast(s.repeat_fixed as double)
        when 'median' then greatest(2, least(t.median_purchase_days, s.repeat_at_most))
        else error('repeat_method is ' || s.repeat_method)
    end as repeat_line,
    t.breadth_line,
    r.rhythm_days,
    nullif(p.shop_pace, 0) as shop_pace
from building as b
cross join settings as s
cross join totals as t
cross join lowest as l
cross join top_fifth as f
cross join rhythm as r
cross join paces as p
