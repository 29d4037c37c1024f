-- One row per day of the data: its period, and its place in the month as a bit, so that days can be counted by or-ing.
-- A period is a calendar month, cut where a window begins, an as-of date falls inside it, or the days begin by which
-- a customer's pace is judged: then all these are whole numbers of periods, and sums over periods are sums over them.
with bounds as (
    select
        least(min(d.day), (select cast(min(o.ordered_at) as date) from order_rows as o)) as first_day,
        max(d.day) as data_through
    from days as d
),

every_day as (
    select
        cast(unnest(range(first_day, data_through + 1, interval 1 day)) as date) as day,
        first_day
    from bounds
),

cuts as (
    select window_start as day from snapshot_dates
    union
    select cast(as_of + interval 1 day as date) as day from snapshot_dates
    union
    select recent_start as day from snapshot_dates
    union
    select earlier_start as day from snapshot_dates
),

marked as (
    select
        e.day,
        e.day = e.first_day or day(e.day) = 1 or c.day is not null as starts_period
    from every_day as e
    left join cuts as c on e.day = c.day
)

select
    day,
    cast(count_if(starts_period) over (order by day) as smallint) as period,
    cast(date_trunc('month', day) as date) as month,
    cast(1 << (day(day) - 1) as integer) as day_bit
from marked
order by day
