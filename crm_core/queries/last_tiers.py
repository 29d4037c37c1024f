"""Which tier a lost customer had last: a part of the `with` of queries that have the step `lost` (customer_key, tier,
last_purchase)."""

# The tier it still has, or the one that it had until no purchase was left in its window.
LAST_TIERS = """
left_tiers as (
    select
        m.customer_key,
        arg_max(m.label_before, m.as_of) as tier
    from move_rows as m
    inner join (select l.customer_key from lost as l where l.tier is null) as l on m.customer_key = l.customer_key
    where
        m.field = cast('tier' as label_field)
        and m.label_after is null
        and m.as_of <= $as_of
        and m.as_of > (select min(l.last_purchase) from lost as l where l.tier is null)
    group by m.customer_key
)
"""
