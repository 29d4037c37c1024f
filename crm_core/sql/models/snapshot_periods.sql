-- One row per as-of date: the first and the last period of its window.
select
    d.as_of,
    first_period.period as window_first_period,
    last_period.period as last_period
from snapshot_dates as d
inner join periods as last_period on d.as_of = last_period.day
inner join periods as first_period
    on first_period.day = greatest(d.window_start, (select min(p.day) from periods as p))
order by d.as_of
