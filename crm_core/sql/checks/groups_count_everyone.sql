-- One row per as-of date whose groups do not count each customer's row once.
with counted as (
    select
        as_of,
        sum(customers) as customers
    from group_rows
    group by as_of
),

present as (
    select
        as_of,
        count(*) as customers,
        count(distinct customer_key) as distinct_customers
    from snapshot_rows
    group by as_of
)

select
    coalesce(c.as_of, p.as_of) as as_of,
    c.customers as counted,
    p.customers as present,
    p.distinct_customers
from counted as c
full join present as p on c.as_of = p.as_of
where c.customers is distinct from p.customers or p.customers <> p.distinct_customers
