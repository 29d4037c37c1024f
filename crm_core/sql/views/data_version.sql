-- One row: a fingerprint of what is in force: the imports in their order, merge decisions, how many were forgotten.
with in_force as (
    select string_agg(import_id || ':' || fingerprint, ',' order by import_id) as text
    from imports
    where undone_at is null
),

decided as (
    select
        string_agg(
            concat_ws(':', kind_a, value_a, kind_b, value_b, is_same), ','
            order by kind_a, value_a, kind_b, value_b
        ) as text
    from merge_decisions
),

forgotten as (
    select count(*) as customers
    from forgotten_customers
)

select sha256(concat_ws(';', coalesce(i.text, ''), d.text, nullif(f.customers, 0))) as version
from in_force as i
cross join decided as d
cross join forgotten as f
