-- One row per monthly snapshot that is ready to be shown.
select
    d.as_of,
    d.month,
    d.is_newest,
    d.warming_up,
    d.window_start,
    d.year_before,
    c.rhythm_days,
    c.repeat_line,
    c.breadth_line,
    c.lowest_a,
    c.lowest_b,
    c.top_fifth_value,
    c.positive_value
from snapshot_dates as d
inner join cut_offs as c on d.as_of = c.as_of
where not d.is_comparison
