-- One row per customer, period and item bought; an item is a category where the shop's lines have them, else a product.
-- Materialized, so that the join to the few days of periods does not turn the large join around.
with detail as (
    select bool_or(category is not null) as has_categories
    from line_rows
    where superseded_by is null
),

items as (
    select
        l.order_id,
        case when d.has_categories then l.category else l.product end as item
    from line_rows as l
    cross join detail as d
    where l.superseded_by is null
),

bought as materialized (
    select
        o.customer_key,
        cast(o.ordered_at as date) as day,
        i.item
    from orders as o
    inner join items as i on o.order_id = i.order_id
    where o.kind = 'purchase' and o.customer_key is not null and i.item is not null
)

select distinct
    b.customer_key,
    p.period,
    b.item
from bought as b
inner join periods as p on b.day = p.day
order by b.customer_key, p.period
