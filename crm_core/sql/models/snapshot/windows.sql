-- One row per customer seen by the as-of date being built: its history, what it did and was worth in the window; and
-- what it brought a day in the last 91 days and in the 273 before, from its first purchase on, by which its pace is
-- judged, where it can be.
with stretches as (
    select
        p.*,
        coalesce(p.window_orders, p.recent_revenue, p.earlier_revenue) is not null as is_in_window,
        date_diff('day', greatest(p.first_purchase, b.earlier_start), b.recent_start) as earlier_days,
        e.expected_value,
        i.items
    from histories as p
    cross join building as b
    left join breadths as i on p.customer_key = i.customer_key
    left join expected_values as e on p.customer_key = e.customer_key
),

judged as (
    select
        t.*,
        t.earlier_purchase_days >= s.pace_purchase_days and t.earlier_revenue > 0 and t.earlier_days >= 91 as is_judged,
        s.tier_value
    from stretches as t
    cross join settings as s
)

select
    customer_key,
    scope_key,
    total_purchase_days,
    first_purchase,
    last_purchase,
    total_revenue,
    has_refund,
    coalesce(window_orders, 0) as order_count,
    coalesce(window_purchase_days, 0) as purchase_days,
    coalesce(window_revenue, 0) as revenue,
    cast(
        case tier_value
            when 'revenue' then coalesce(window_revenue, 0)
            when 'margin' then coalesce(window_revenue, 0) - coalesce(window_cost, 0)
            when 'expected' then case when is_in_window then coalesce(expected_value, window_revenue, 0) else 0 end
            else error('tier_value is ' || tier_value)
        end as decimal(18, 4)
    ) as value,
    cast(items as double) / nullif(window_purchase_days, 0) as breadth,
    case when is_judged then cast(coalesce(recent_revenue, 0) as double) / 91 end as recent_pace,
    case when is_judged then cast(earlier_revenue as double) / earlier_days end as earlier_pace
from judged
