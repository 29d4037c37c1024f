-- One row: the highest number that an identity ever had, so that it is not given to somebody else.
insert or replace into meta
select
    'last_identity_key' as key,
    cast(greatest(
        (select coalesce(max(i.identity_key), 0) from identities as i),
        (
            select coalesce(max(cast(m.value as integer)), 0)
            from meta as m
            where m.key = 'last_identity_key'
        )
    ) as text) as value
