-- One row per source and day looked at (now, or the snapshot compared with): first purchases of the 91 days up to it,
-- of the 273 before these, and of the same 91 days a year (52 weeks) before; what those of the 364 days bring each.
-- can_tell: the earlier days begin so long after the data do that a customer who is not there yet would be lost by now,
-- so what is new is not only new to the data. can_tell_year: the same for the year before.
with bounds as (
    select min(day) as first_day
    from days
),

looked_at as (
    select
        d.as_of,
        d.as_of - 363 - t.first_day >= greatest(s.lost_days, s.lost_overdue * l.rhythm_days) as can_tell,
        d.as_of - 454 - t.first_day >= greatest(s.lost_days, s.lost_overdue * l.rhythm_days) as can_tell_year
    from calendar as d
    inner join cut_offs as l on d.as_of = l.as_of
    cross join settings as s
    cross join bounds as t
    where d.as_of in ($as_of, $since)
),

newcomers as (
    select
        c.source,
        r.first_purchase,
        count(*) as customers,
        sum(r.revenue) as revenue
    from snapshot_rows as r
    inner join customers as c on r.customer_key = c.customer_key
    where
        r.as_of = $as_of
        and r.first_purchase > cast($since as date) - 455
        and ($scope_keys is null or list_contains($scope_keys, r.scope_key))
    group by c.source, r.first_purchase
)

select
    n.source,
    d.as_of = $as_of as is_now,
    any_value(d.can_tell) as can_tell,
    any_value(d.can_tell_year) as can_tell_year,
    cast(coalesce(sum(n.customers) filter (where d.as_of - n.first_purchase between 0 and 90), 0) as bigint) as recent,
    cast(
        coalesce(sum(n.customers) filter (where d.as_of - n.first_purchase between 91 and 363), 0) as bigint
    ) as earlier,
    cast(
        coalesce(sum(n.customers) filter (where d.as_of - n.first_purchase between 364 and 454), 0) as bigint
    ) as year_before,
    cast(
        coalesce(
            sum(n.revenue) filter (where d.as_of - n.first_purchase between 0 and 363)
            / sum(n.customers) filter (where d.as_of - n.first_purchase between 0 and 363),
            0
        ) as double
    ) as revenue_each
from newcomers as n
cross join looked_at as d
group by n.source, d.as_of
