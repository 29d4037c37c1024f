-- One row per monthly as-of date: a digest of all that its labels and its moves are made of. Two builds with the same
-- digest at a date have the same labels there, and at all dates before it: they read nothing later.
-- Days add up the hashes of their facts, each hashed twice: sums of plain hashes of several columns are sometimes equal
-- where two rows swap a value. Periods are cut otherwise in every build, so nothing is taken from sums over them.
with facts as (
    select
        day,
        hash(hash(customer_key, day, kind, net_revenue, cost)) as digest
    from sightings
    union all
    select
        day,
        hash(hash(customer_key, day, item)) as digest
    from bought_items
    union all
    select
        s.answered_on as day,
        hash(hash(w.customer_key, s.answered_on, s.score, s.scale_min, s.scale_max, s.import_id, s.line)) as digest
    from survey_rows as s
    inner join identity_owners as w on s.identity_key = w.identity_key
    where s.superseded_by is null
),

first_periods as (
    select
        customer_key,
        min(period) as period
    from customer_periods
    group by customer_key
),

-- What is true of a customer whatever the date; it matters from the day on which the customer is first seen.
period_starts as (
    select
        period,
        min(day) as day
    from periods
    group by period
),

customers_seen as (
    select
        p.day,
        hash(hash(c.customer_key, c.scope_key, c.joined_on)) as digest
    from first_periods as f
    inner join period_starts as p on f.period = p.period
    inner join customers as c on f.customer_key = c.customer_key
),

by_day as (
    select
        'fact' as what,
        day,
        count(*) as number,
        sum(digest) as digest
    from facts
    group by day
    union all
    select
        'customer' as what,
        day,
        count(*) as number,
        sum(digest) as digest
    from customers_seen
    group by day
),

first_days as (
    select
        min(p.day) as first_order_day,
        min(d.day) as first_day
    from periods as p
    left join days as d on p.day = d.day
),

months as (
    select
        *,
        row_number() over (order by as_of) - 1 as months_before
    from snapshot_dates
    where not is_comparison
),

-- Who was lost is asked of the three months before, the best tier of as many as settings say. They are the ends of the
-- calendar months before, so that their number names them.
known as (
    select
        d.as_of,
        concat_ws(
            ';',
            to_json(s), m.value, f.first_day, f.first_order_day,
            d.month, d.warming_up, d.window_start, d.survey_start, d.recent_start, d.earlier_start,
            least(d.months_before, greatest(3, s.tier_memory - 1))
        ) as rules
    from months as d
    cross join settings as s
    inner join meta as m on m.key = 'built_by'
    cross join first_days as f
)

select
    k.as_of,
    sha256(
        concat_ws(
            ';',
            any_value(k.rules),
            coalesce(sum(b.number) filter (where b.what = 'fact'), 0),
            coalesce(sum(b.digest) filter (where b.what = 'fact'), 0),
            coalesce(sum(b.number) filter (where b.what = 'customer'), 0),
            coalesce(sum(b.digest) filter (where b.what = 'customer'), 0)
        )
    ) as inputs
from known as k
left join by_day as b on k.as_of >= b.day
group by k.as_of
order by k.as_of
