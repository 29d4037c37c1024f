-- One row per scope: the leaky bucket between the two snapshots compared (definitions, section 8). A customer is in it
-- from its first purchase until it is lost. opening + new + returned - lost + reclassified = closing, in customers; in
-- window revenue with the change of those who stayed. first_seen is the part of new that may only be new to the data.
with bounds as (
    select min(day) as first_day from days
),

joined as (
    select
        customer_key,
        joined_on
    from customers
    where joined_on is not null
),

flows as (
    select
        p.*,
        p.is_new
        and p.first_purchase < b.first_day + interval 1 year
        and (c.joined_on is null or c.joined_on < b.first_day) as is_first_seen
    from pairs as p
    cross join bounds as b
    left join joined as c on p.customer_key = c.customer_key
)

select
    as_of,
    previous,
    scope_key,
    count(*) filter (where was_active) as opening,
    count(*) filter (where is_new) as new,
    count(*) filter (where is_first_seen) as first_seen,
    count(*) filter (where is_returned) as returned,
    count(*) filter (where is_lost) as lost,
    count(*) filter (where is_moved_in) - count(*) filter (where is_moved_out) as reclassified,
    count(*) filter (where is_active) as closing,
    cast(coalesce(sum(revenue_before) filter (where was_active), 0) as decimal(28, 4)) as opening_revenue,
    cast(coalesce(sum(revenue) filter (where is_new), 0) as decimal(28, 4)) as new_revenue,
    cast(coalesce(sum(revenue) filter (where is_first_seen), 0) as decimal(28, 4)) as first_seen_revenue,
    cast(coalesce(sum(revenue) filter (where is_returned), 0) as decimal(28, 4)) as returned_revenue,
    cast(
        coalesce(sum(case when was_active then revenue_before else revenue end) filter (where is_lost), 0)
        as decimal(28, 4)
    ) as lost_revenue,
    cast(
        coalesce(sum(revenue) filter (where is_moved_in), 0)
        - coalesce(sum(revenue_before) filter (where is_moved_out), 0) as decimal(28, 4)
    ) as reclassified_revenue,
    cast(
        coalesce(sum(revenue - revenue_before) filter (where was_active and is_active), 0) as decimal(28, 4)
    ) as stayed_change,
    cast(coalesce(sum(revenue) filter (where is_active), 0) as decimal(28, 4)) as closing_revenue
from flows
group by as_of, previous, scope_key
having count(*) filter (where was_active or is_active or is_new or is_returned) > 0
