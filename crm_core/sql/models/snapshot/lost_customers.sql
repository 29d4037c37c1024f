-- One row per as-of date and customer lost at it, for the snapshots after it that must know who was won back.
select
    b.as_of,
    p.customer_key
from pace as p
cross join building as b
where p.is_lost
