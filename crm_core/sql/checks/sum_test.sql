-- One row per as-of date at which customers and unidentified orders do not add up to all revenue of the window.
with customers_sum as (
    select
        as_of,
        sum(revenue) as revenue
    from group_rows
    group by as_of
)

select
    t.as_of,
    c.revenue,
    t.unidentified_revenue,
    t.net_revenue
from customers_sum as c
inner join window_totals as t on c.as_of = t.as_of
where c.revenue + t.unidentified_revenue <> t.net_revenue
