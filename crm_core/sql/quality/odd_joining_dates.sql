-- One row per customer who joined after the first purchase, after the end of the data, or before 1950.
with bounds as (
    select max(day) as data_through
    from days
)

select
    c.customer_key,
    c.joined_on,
    f.first_purchase
from customers as c
cross join bounds as b
left join first_purchases as f on c.customer_key = f.customer_key
where
    c.joined_on is not null
    and (c.joined_on > coalesce(f.first_purchase, b.data_through) or c.joined_on < date '1950-01-01')
