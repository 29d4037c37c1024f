-- One row per shop that numbers its orders one after the other: first and last number, how many of them no file has.
-- So it does if there are at least 20 numbers, nearly all (9 of 10) order ids are whole numbers, with or without a #,
-- and nearly all numbers between the first and the last are there.
with numbers as (
    select try_cast(ltrim(order_id, '#') as bigint) as number
    from order_rows
    where superseded_by is null
),

span as (
    select
        min(number) as first_number,
        max(number) as last_number,
        count(distinct number) as numbers,
        count(number) as numeric_ids,
        count(*) as ids
    from numbers
)

select
    first_number,
    last_number,
    last_number - first_number + 1 - numbers as missing
from span
where
    numbers >= 20 and 10 * numeric_ids >= 9 * ids
    and 10 * cast(numbers as hugeint) >= 9 * (cast(last_number as hugeint) - first_number + 1)
