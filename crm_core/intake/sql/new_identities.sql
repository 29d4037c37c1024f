-- One row per identity of the file that the database does not know yet, numbered in the order of the file. A number
-- that was ever given is never given again: links carry it, and identities that have gone leave the last one in meta.
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
    select
        greatest(
            (select coalesce(max(i.identity_key), 0) from identities as i),
            (
                select coalesce(max(cast(m.value as integer)), 0)
                from meta as m
                where m.key = 'last_identity_key'
            )
        ) as identity_key
)

select
    last_key.identity_key + row_number() over (order by unknown.first_row) as identity_key,
    unknown.kind,
    unknown.value
from unknown
anti join identities using (kind, value)
cross join last_key
