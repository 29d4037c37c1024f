-- One row per snapshot row whose tier and quadrant do not say the same as its purchases: bought in the window or not.
select
    as_of,
    customer_key,
    purchase_days,
    tier,
    quadrant
from snapshot_rows
where (tier is null) <> (purchase_days = 0) or (tier is null) <> (quadrant is null)
