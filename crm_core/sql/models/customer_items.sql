-- One row per customer, period and item bought.
-- Materialized, so that the join to the few days of periods does not turn the large join around.
with bought as materialized (
    select
        customer_key,
        day,
        item
    from bought_items
)

select distinct
    b.customer_key,
    p.period,
    b.item
from bought as b
inner join periods as p on b.day = p.day
order by b.customer_key, p.period
