-- One row per scope: the leaky bucket between the two snapshots compared (definitions, section 8). A customer is in it
-- from its first purchase until it is lost. opening + new + returned - lost + reclassified = closing, in customers; in
-- window revenue with the change of those who stayed. first_seen is the part of new that may only be new to the data.
-- Who is in the bucket is known by the sums of each snapshot; only who came or went is looked at one by one.
with bounds as (
    select min(day) as first_day from days
),

contents as (
    select
        g.scope_key,
        sum(g.customers) filter (where g.as_of = c.previous) as opening,
        sum(g.customers) filter (where g.as_of = c.as_of) as closing,
        coalesce(sum(g.revenue) filter (where g.as_of = c.previous), 0) as opening_revenue,
        coalesce(sum(g.revenue) filter (where g.as_of = c.as_of), 0) as closing_revenue
    from group_rows as g
    inner join compared as c on g.as_of in (c.previous, c.as_of)
    where g.stage not in ('prospect', 'refund_only', 'lost')
    group by g.scope_key
),

-- Few are new, and none of them after the first year: only these are looked up.
first_seen as (
    select
        p.scope_key,
        count(*) as customers,
        sum(p.revenue) as revenue
    from changes as p
    cross join bounds as b
    left join customers as c on p.customer_key = c.customer_key
    where
        p.is_new
        and p.first_purchase < b.first_day + interval 1 year
        and (c.joined_on is null or c.joined_on < b.first_day)
    group by p.scope_key
),

turnover as (
    select
        scope_key,
        count(*) filter (where is_new) as new,
        count(*) filter (where is_returned) as returned,
        count(*) filter (where is_lost) as lost,
        count(*) filter (where is_moved_in) - count(*) filter (where is_moved_out) as reclassified,
        coalesce(sum(revenue) filter (where is_new), 0) as new_revenue,
        coalesce(sum(revenue) filter (where is_returned), 0) as returned_revenue,
        coalesce(
            sum(case when was_active then revenue_before else revenue end) filter (where is_lost), 0
        ) as lost_revenue,
        coalesce(sum(revenue) filter (where is_moved_in), 0)
        - coalesce(sum(revenue_before) filter (where is_moved_out), 0) as reclassified_revenue,
        coalesce(sum(revenue) filter (where is_active and not was_active), 0)
        - coalesce(sum(revenue_before) filter (where was_active and not is_active), 0) as change_by_turnover
    from changes
    group by scope_key
)

select
    c.as_of,
    c.previous,
    s.scope_key,
    coalesce(i.opening, 0) as opening,
    coalesce(t.new, 0) as new,
    coalesce(f.customers, 0) as first_seen,
    coalesce(t.returned, 0) as returned,
    coalesce(t.lost, 0) as lost,
    coalesce(t.reclassified, 0) as reclassified,
    coalesce(i.closing, 0) as closing,
    cast(coalesce(i.opening_revenue, 0) as decimal(28, 4)) as opening_revenue,
    cast(coalesce(t.new_revenue, 0) as decimal(28, 4)) as new_revenue,
    cast(coalesce(f.revenue, 0) as decimal(28, 4)) as first_seen_revenue,
    cast(coalesce(t.returned_revenue, 0) as decimal(28, 4)) as returned_revenue,
    cast(coalesce(t.lost_revenue, 0) as decimal(28, 4)) as lost_revenue,
    cast(coalesce(t.reclassified_revenue, 0) as decimal(28, 4)) as reclassified_revenue,
    cast(
        coalesce(i.closing_revenue, 0) - coalesce(i.opening_revenue, 0) - coalesce(t.change_by_turnover, 0)
        as decimal(28, 4)
    ) as stayed_change,
    cast(coalesce(i.closing_revenue, 0) as decimal(28, 4)) as closing_revenue
from scopes as s
cross join compared as c
left join contents as i on s.scope_key = i.scope_key
left join turnover as t on s.scope_key = t.scope_key
left join first_seen as f on s.scope_key = f.scope_key
where coalesce(i.opening, 0) + coalesce(i.closing, 0) + coalesce(t.new, 0) + coalesce(t.returned, 0) > 0
