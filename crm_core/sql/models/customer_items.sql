-- One row per customer, period and item bought; an item is a category where the shop's lines have them, else a product.
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
)

select distinct
    o.customer_key,
    p.period,
    i.item
from items as i
inner join orders as o on i.order_id = o.order_id
inner join periods as p on cast(o.ordered_at as date) = p.day
where o.kind = 'purchase' and o.customer_key is not null and i.item is not null
order by o.customer_key, p.period
