-- One row per customer seen in the window of the snapshot being built: what it did and was worth in it; and what it
-- brought in the last 91 days and in the 273 before, from its first purchase on, by which its pace is judged.
with totals as (
    select
        p.customer_key,
        cast(sum(p.purchases) filter (where p.period >= b.window_first_period) as integer) as order_count,
        cast(sum(p.purchase_days) filter (where p.period >= b.window_first_period) as integer) as purchase_days,
        cast(sum(p.revenue) filter (where p.period >= b.window_first_period) as decimal(18, 4)) as revenue,
        cast(sum(p.cost) filter (where p.period >= b.window_first_period) as decimal(18, 4)) as cost,
        cast(sum(p.revenue) filter (where p.period >= b.recent_first_period) as decimal(18, 4)) as recent_revenue,
        cast(
            sum(p.revenue) filter (
                where p.period >= b.earlier_first_period and p.period < b.recent_first_period
            ) as decimal(18, 4)
        ) as earlier_revenue,
        sum(p.purchase_days) filter (
            where p.period >= b.earlier_first_period and p.period < b.recent_first_period
        ) as earlier_purchase_days
    from customer_periods as p
    cross join building as b
    where p.period between least(b.window_first_period, b.earlier_first_period) and b.last_period
    group by p.customer_key
),

judged as (
    select
        t.customer_key,
        cast(coalesce(t.recent_revenue, 0) as double) / 91 as recent_pace,
        cast(t.earlier_revenue as double)
        / date_diff('day', greatest(h.first_purchase, b.earlier_start), b.recent_start) as earlier_pace
    from totals as t
    inner join histories as h on t.customer_key = h.customer_key
    cross join building as b
    cross join settings as s
    where
        t.earlier_purchase_days >= s.pace_purchase_days
        and t.earlier_revenue > 0
        and date_diff('day', greatest(h.first_purchase, b.earlier_start), b.recent_start) >= 91
)

select
    t.customer_key,
    coalesce(t.order_count, 0) as order_count,
    coalesce(t.purchase_days, 0) as purchase_days,
    coalesce(t.revenue, 0) as revenue,
    cast(
        case s.tier_value
            when 'revenue' then coalesce(t.revenue, 0)
            when 'margin' then coalesce(t.revenue, 0) - coalesce(t.cost, 0)
            when 'expected' then coalesce(e.expected_value, t.revenue, 0)
            else error('tier_value is ' || s.tier_value)
        end as decimal(18, 4)
    ) as value,
    cast(i.items as double) / nullif(t.purchase_days, 0) as breadth,
    j.recent_pace,
    j.earlier_pace
from totals as t
cross join settings as s
left join breadths as i on t.customer_key = i.customer_key
left join judged as j on t.customer_key = j.customer_key
left join expected_values as e on t.customer_key = e.customer_key
