-- One row per piece of work that is still to be done for the present build, in the order in which it is done.
with months as (
    select
        *,
        as_of > min(as_of) over () as has_month_before,
        max(as_of) over () as data_through
    from snapshot_dates
    where not is_comparison
),

set_aside as (
    select table_name
    from duckdb_tables()
    where table_name = 'snapshot_rows_before'
),

work as (
    select
        1 as place,
        'label' as name,
        d.as_of
    from snapshot_dates as d
    anti join cut_offs as c on d.as_of = c.as_of
    union all
    select
        2 as place,
        'compare' as name,
        as_of
    from months
    where has_month_before
    union all
    select
        3 as place,
        'look_afterwards' as name,
        m.as_of
    from months as m
    cross join settings as s
    where
        not m.warming_up
        and m.as_of = last_day(m.as_of)
        and last_day(cast(m.month + to_months(s.outcome_months) as date)) <= m.data_through
    union all
    select
        4 as place,
        'try_cut_offs' as name,
        as_of
    from months
    where is_newest
    union all
    select
        5 as place,
        'forecast' as name,
        d.as_of
    from snapshot_dates as d
    left join snapshot_dates as n on d.as_of = n.year_before and n.is_newest
    where d.is_newest or n.as_of is not null
    union all
    select
        6 as place,
        'sum_up_forecast' as name,
        as_of
    from months
    where is_newest
    union all
    select
        7 as place,
        'find_types' as name,
        as_of
    from months
    where is_newest
    union all
    select
        8 as place,
        'restate' as name,
        m.as_of
    from months as m
    where (select count(*) from set_aside) > 0
    union all
    select
        9 as place,
        'drop_set_aside' as name,
        as_of
    from months
    where is_newest
    union all
    select
        10 as place,
        'sum_up' as name,
        as_of
    from months
    where is_newest
)

select
    w.name,
    w.as_of
from work as w
anti join finished_work as f on w.name = f.work and w.as_of = f.as_of
order by w.place, w.as_of
