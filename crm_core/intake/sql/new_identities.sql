-- One row per identity of the file that the database does not know yet, numbered in the order of the file.
insert into identities
with unknown as (
    select
        kind,
        value,
        min(first_row) as first_row
    from people
    where kind is not null
    group by kind, value
),

last_key as (
    select coalesce(max(identity_key), 0) as identity_key
    from identities
)

select
    last_key.identity_key + row_number() over (order by unknown.first_row) as identity_key,
    unknown.kind,
    unknown.value
from unknown
anti join identities using (kind, value)
cross join last_key
