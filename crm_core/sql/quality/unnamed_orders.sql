-- One row per purchase that names no customer: it is in the revenue, and in no customer's figures.
select
    o.order_id,
    o.customer_key as identity_key,
    o.ordered_at,
    o.amount,
    o.currency,
    o.channel,
    o.status,
    o.import_id
from orders as o
where o.kind = 'purchase' and o.customer_key is null
