-- One row per customer with items in the window of the snapshot being built: how many distinct ones.
select
    i.customer_key,
    count(distinct i.item) as items
from customer_items as i
cross join building as b
where i.period between b.window_first_period and b.last_period
group by i.customer_key
