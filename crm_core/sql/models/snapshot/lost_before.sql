-- One row per customer lost at one of the three monthly snapshots before the one being built, itself not warming up.
with before as (
    select d.as_of
    from snapshot_dates as d
    cross join building as b
    where d.as_of < b.as_of and not d.is_comparison
    order by d.as_of desc
    limit 3
)

select distinct l.customer_key
from lost_customers as l
inner join snapshot_dates as d on l.as_of = d.as_of
semi join before as b on l.as_of = b.as_of
where not d.warming_up
