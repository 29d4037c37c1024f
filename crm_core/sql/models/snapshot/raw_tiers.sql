-- One row per as-of date and customer who bought in its window: the tier by its value at it, before any memory.
select
    b.as_of,
    w.customer_key,
    tier_of(w.purchase_days, w.value, c.lowest_a, c.lowest_b) as tier
from windows as w
cross join building as b
cross join lines as c
where w.purchase_days > 0
