-- One row per as-of date: a snapshot a month, and the date a year before the newest for comparison; with its windows;
-- recent_start and earlier_start begin the last 91 days and the 273 before them, by which a customer's pace is judged.
with bounds as (
    select
        min(day) as first_day,
        max(day) as data_through
    from days
),

months as (
    select
        b.first_day,
        b.data_through,
        cast(unnest(range(date_trunc('month', b.first_day), b.data_through + 1, interval 1 month)) as date) as month
    from bounds as b
),

snapshots as (
    select
        first_day,
        least(last_day(month), data_through) as as_of,
        last_day(month) >= data_through as is_newest,
        false as is_comparison
    from months
),

newest_a_year_before as (
    select
        first_day,
        case
            when as_of = last_day(as_of) then last_day(cast(as_of - interval 1 year as date))
            else cast(as_of - interval 1 year as date)
        end as as_of
    from snapshots
    where is_newest
),

dates as (
    select * from snapshots
    union all
    select
        first_day,
        as_of,
        false as is_newest,
        true as is_comparison
    from newest_a_year_before
    where as_of >= first_day and as_of not in (select s.as_of from snapshots as s)
),

aged as (
    select
        *,
        as_of = last_day(as_of) as is_month_end,
        cast(date_trunc('month', as_of) as date) as month,
        row_number() over (partition by is_comparison order by as_of desc) as age
    from dates
)

select
    d.as_of,
    d.month,
    d.is_newest,
    d.is_comparison,
    date_diff('day', d.first_day, d.as_of) + 1 < s.warming_up_days as warming_up,
    case
        when d.is_month_end then cast(d.month - to_months(s.window_months - 1) as date)
        else cast(d.as_of - to_months(s.window_months) + interval 1 day as date)
    end as window_start,
    case
        when d.is_month_end then cast(d.month - to_months(s.survey_months - 1) as date)
        else cast(d.as_of - to_months(s.survey_months) + interval 1 day as date)
    end as survey_start,
    cast(d.as_of - interval 90 day as date) as recent_start,
    cast(d.as_of - interval 363 day as date) as earlier_start,
    case
        when d.is_month_end then last_day(cast(d.as_of - interval 1 year as date))
        else cast(d.as_of - interval 1 year as date)
    end as year_before
from aged as d
cross join settings as s
where d.age <= s.history_months
order by d.as_of
