-- One row per day of the data: its period, a calendar month cut where a window or an as-of date falls inside it.
-- Every window of a snapshot is a whole number of periods, so that sums over periods are sums over windows.
with bounds as (
    select
        min(day) as first_day,
        max(day) as data_through
    from days
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
    cast(count_if(starts_period) over (order by day) as smallint) as period
from marked
order by day
