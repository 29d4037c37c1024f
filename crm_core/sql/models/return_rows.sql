-- One row per cut-off for "lost" that is tried: how many customers were silent for more than so many usual gaps at the
-- newest snapshot with a full horizon after it, and how many of them came back (definitions, section 12).
with candidates as (
    select
        d.as_of,
        p.last_period,
        greatest(
            last_day(cast(d.month + to_months(s.outcome_months) as date)),
            d.as_of + cast(ceil(2 * c.rhythm_days) as integer)
        ) as horizon_end,
        (select max(n.as_of) from snapshot_dates as n) as data_through
    from snapshot_dates as d
    inner join snapshot_periods as p on d.as_of = p.as_of
    inner join cut_offs as c on d.as_of = c.as_of
    cross join settings as s
    where not d.is_comparison and not d.warming_up and d.as_of = last_day(d.as_of)
),

looked_from as (
    select *
    from candidates
    where horizon_end <= data_through
    order by as_of desc
    limit 1
),

cut_offs_tried as (
    select distinct
        unnest(
            [2.0, 3.0, 4.0, 6.0, 8.0, 10.0, s.lost_overdue, s.lost_overdue / 2, s.lost_overdue * 2]
        ) as overdue_over
    from settings as s
),

silent as (
    select
        r.customer_key,
        r.overdue
    from snapshot_rows as r
    inner join looked_from as l on r.as_of = l.as_of
    cross join settings as s
    where r.total_purchase_days > 0 and r.recency_days > s.lost_days
),

next_purchases as (
    select
        p.customer_key,
        min(p.first_purchase) as next_purchase
    from customer_periods as p
    inner join looked_from as l on p.period > l.last_period
    semi join silent as s on p.customer_key = s.customer_key
    group by p.customer_key
)

select
    l.as_of,
    cast(l.horizon_end as date) as horizon_end,
    t.overdue_over,
    count(*) filter (where s.overdue > t.overdue_over) as customers,
    count(*) filter (where s.overdue > t.overdue_over and n.next_purchase <= l.horizon_end) as returned
from cut_offs_tried as t
cross join looked_from as l
left join silent as s on true
left join next_purchases as n on s.customer_key = n.customer_key
group by l.as_of, l.horizon_end, t.overdue_over
