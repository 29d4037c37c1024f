-- One row per piece of work whose outcome is taken over, because all that it read is: a comparison read the month
-- before too; what came afterwards was read off a later snapshot, and the moves of its own. What is taken over is not
-- restated.
with months as (
    select
        d.as_of,
        d.month,
        r.as_of is not null as is_reused,
        coalesce(lag(r.as_of is not null) over (order by d.as_of), true) as is_month_before_reused
    from snapshot_dates as d
    left join reused_dates as r on d.as_of = r.as_of
    where not d.is_comparison
)

select
    'label' as work,
    as_of
from reused_dates
union all
select
    'restate' as work,
    as_of
from reused_dates
union all
select
    f.work,
    f.as_of
from finished_work as f
inner join months as m on f.as_of = m.as_of
cross join settings as s
left join months as n on n.as_of = last_day(cast(m.month + to_months(s.outcome_months) as date))
where
    m.is_reused
    and m.is_month_before_reused
    and (f.work = 'compare' or (f.work = 'look_afterwards' and n.is_reused))
