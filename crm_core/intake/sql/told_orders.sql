-- One row per order in force that a file of orders told of, with its import. Lines without the order's own amount add
-- to what it says, they do not replace it: their sum lacks shipping, discounts and refunds.
create temp table told_orders as
select
    o.order_id,
    o.is_refund,
    max(o.import_id) as import_id
from order_rows as o
inner join imports as i on o.import_id = i.import_id
where o.superseded_by is null and i.table_name = 'orders' and $sums_lines
group by o.order_id, o.is_refund
