-- One row per customer with a tier at the snapshot before the one being built: the best tier by its own value alone at
-- as many snapshots before as settings hold a tier for; a snapshot without a tier ends the memory.
with before as (
    select
        d.as_of,
        row_number() over (order by d.as_of desc) as age
    from snapshot_dates as d
    cross join building as b
    where d.as_of < b.as_of and not d.is_comparison
),

remembered as (
    select
        r.customer_key,
        r.tier,
        b.age,
        row_number() over (partition by r.customer_key order by b.age) as place
    from raw_tiers as r
    inner join before as b on r.as_of = b.as_of
    cross join settings as s
    where b.age < s.tier_memory
)

select
    customer_key,
    min(tier) as held_tier
from remembered
where age = place
group by customer_key
