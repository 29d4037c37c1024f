-- One row per customer and kind of label that other settings would give otherwise; table snapshot_rows is theirs here.
with compared as (
    select
        p.customer_key,
        p.revenue,
        unnest(['tier', 'quadrant', 'stage']) as field,
        unnest([cast(p.tier as text), cast(p.quadrant as text), cast(p.stage as text)]) as label_before,
        unnest([cast(n.tier as text), cast(n.quadrant as text), cast(n.stage as text)]) as label_after
    from present_labels as p
    inner join snapshot_rows as n on p.customer_key = n.customer_key
    where
        (p.tier is distinct from n.tier) or (p.quadrant is distinct from n.quadrant) or p.stage <> n.stage
)

select
    customer_key,
    revenue,
    field,
    label_before,
    label_after
from compared
where label_before is distinct from label_after
