-- One row per line of a purchase by a customer: its day and the item bought.
-- An item is a category where the shop's lines have them, else a product.
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

select
    o.customer_key,
    cast(o.ordered_at as date) as day,
    i.item
from orders as o
inner join items as i on o.order_id = i.order_id
where o.kind = 'purchase' and o.customer_key is not null and i.item is not null
