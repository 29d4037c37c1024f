-- One row per customer of a customers file without any purchase, where there are purchases at all.
with in_files as (
    select distinct w.customer_key
    from customer_rows as c
    inner join identity_owners as w on c.identity_key = w.identity_key
    where c.superseded_by is null and not c.from_orders
),

shop as (
    select sum(purchases) as purchases
    from days
)

select
    c.customer_key,
    c.joined_on
from customers as c
cross join shop as p
semi join in_files as i on c.customer_key = i.customer_key
left join first_purchases as f on c.customer_key = f.customer_key
where f.first_purchase is null and p.purchases > 0
