-- One row per as-of date: the first and the last period of its window, and the first of each stretch of days
-- by which a customer's pace is judged.
select
    d.as_of,
    first_period.period as window_first_period,
    last_period.period as last_period,
    recent.period as recent_first_period,
    earlier.period as earlier_first_period
from snapshot_dates as d
inner join periods as last_period on d.as_of = last_period.day
inner join periods as first_period
    on first_period.day = greatest(d.window_start, (select min(p.day) from periods as p))
inner join periods as recent
    on recent.day = greatest(d.recent_start, (select min(p.day) from periods as p))
inner join periods as earlier
    on earlier.day = greatest(d.earlier_start, (select min(p.day) from periods as p))
order by d.as_of
