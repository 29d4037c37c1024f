-- One row per customer and kind of label of one as-of date that differs from the build before, and why (definitions,
-- section 7): its own data were corrected, a rule was edited, or else the lines shifted because others' data were.
-- Own data differ where a fact does that no rule touches; those of a window count only if the window is the same, and
-- what tiers are made of, revenue or margin, only if it is the same: what is expected follows from others' data too.
with rules as (
    select
        json_extract(n.settings, '$.window_months') = json_extract(o.settings, '$.window_months') as same_window,
        json_extract(n.settings, '$.survey_months') = json_extract(o.settings, '$.survey_months') as same_answers,
        json_extract_string(n.settings, '$.tier_value') in ('revenue', 'margin')
        and json_extract(n.settings, '$.tier_value') = json_extract(o.settings, '$.tier_value') as same_value,
        cast(n.settings as text) <> cast(o.settings as text) as is_edited
    from restated as r
    inner join builds as n on r.build_id = n.build_id
    inner join builds as o on r.build_id - 1 = o.build_id
),

now as (
    select s.*
    from snapshot_rows as s
    inner join restated as r on s.as_of = r.as_of
),

before as (
    select s.*
    from snapshot_rows_before as s
    inner join restated as r on s.as_of = r.as_of
),

differing as (
    select
        coalesce(n.customer_key, b.customer_key) as customer_key,
        coalesce(n.revenue, b.revenue) as revenue,
        [cast(b.tier as text), cast(b.quadrant as text), cast(b.stage as text)] as labels_before,
        [cast(n.tier as text), cast(n.quadrant as text), cast(n.stage as text)] as labels_after,
        n.customer_key is null
        or b.customer_key is null
        or n.total_purchase_days <> b.total_purchase_days
        or n.total_revenue <> b.total_revenue
        or (n.first_purchase is distinct from b.first_purchase)
        or (n.last_purchase is distinct from b.last_purchase)
        or (
            l.same_window
            and (
                n.revenue <> b.revenue
                or n.purchase_days <> b.purchase_days
                or n.order_count <> b.order_count
                or (n.breadth is distinct from b.breadth)
                or (l.same_value and n.value <> b.value)
            )
        )
        or (
            l.same_answers
            and coalesce(case when n.attitude_source = 'measured' then n.attitude end, -1)
            <> coalesce(case when b.attitude_source = 'measured' then b.attitude end, -1)
        ) as is_corrected,
        l.is_edited
    from now as n
    full join before as b on n.customer_key = b.customer_key
    cross join rules as l
    where
        exists (select 1 from before)
        and (
            (n.tier is distinct from b.tier)
            or (n.quadrant is distinct from b.quadrant)
            or (n.stage is distinct from b.stage)
        )
),

by_field as (
    select
        customer_key,
        revenue,
        is_corrected,
        is_edited,
        unnest(['tier', 'quadrant', 'stage']) as field,
        unnest(labels_before) as label_before,
        unnest(labels_after) as label_after
    from differing
)

select
    customer_key,
    field,
    label_before,
    label_after,
    case
        when is_corrected then 'data_corrected'
        when is_edited then 'rule_edited'
        when not is_edited then 'cut_off_shifted'
        else error('no cause of the restatement of ' || customer_key)
    end as cause,
    revenue
from by_field
where label_before is distinct from label_after
