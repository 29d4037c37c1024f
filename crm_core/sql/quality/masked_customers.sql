-- One row per customer whose name stands for nobody, or whose name, e-mail or phone is masked (with * or ×).
select c.customer_key
from customers as c
where
    contains(c.name, '*') or contains(c.name, '×')
    or contains(c.email, '*') or contains(c.email, '×')
    or contains(c.phone, '*') or contains(c.phone, '×')
    or list_contains($placeholders::varchar[], lower(trim(c.name)))
