-- One row per as-of date at which a customer of a better tier is worth no more than one of a worse tier. Customers who
-- are held in a better tier than their value gives are left out: there the memory decides.
with ranges as (
    select
        as_of,
        min(value) filter (where tier = 'A') as lowest_a,
        max(value) filter (where tier = 'B') as highest_b,
        min(value) filter (where tier = 'B') as lowest_b,
        max(value) filter (where tier = 'C') as highest_c
    from snapshot_rows
    where held_tier is null
    group by as_of
)

select *
from ranges
where lowest_a <= highest_b or lowest_a <= highest_c or lowest_b <= highest_c
