-- One row per customer seen by the end of the data: the day of the first purchase, null without one.
select
    s.customer_key,
    s.first_purchase
from snapshot_rows as s
where s.as_of = (select max(n.as_of) from snapshot_rows as n)
