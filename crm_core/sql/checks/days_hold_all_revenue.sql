-- One row if the daily totals and the orders differ.
with o as (select coalesce(sum(net_revenue), 0) as net_revenue from orders)

select
    d.net_revenue as of_days,
    o.net_revenue as of_orders
from (select coalesce(sum(net_revenue), 0) as net_revenue from days) as d
cross join o
where d.net_revenue <> o.net_revenue
