-- One row per customer with a refund after the earlier of the two snapshots compared, up to the later one.
select distinct p.customer_key
from customer_periods as p
cross join compared as c
where p.has_refund and p.period > c.previous_last_period and p.period <= c.last_period
