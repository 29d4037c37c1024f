-- One row per run of order numbers that no file has, where the shop numbers one after the other (numbered_orders.sql).
with numbers as (
    select distinct try_cast(ltrim(order_id, '#') as bigint) as number
    from order_rows
    where superseded_by is null
),

neighbours as (
    select
        number,
        lead(number) over (order by number) as next_number
    from numbers
    where number is not null
)

select
    n.number + 1 as first_number,
    n.next_number - 1 as last_number,
    n.next_number - n.number - 1 as missing
from neighbours as n
cross join numbered_orders
where n.next_number > n.number + 1
