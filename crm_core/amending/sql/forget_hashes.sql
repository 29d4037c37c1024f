-- One row per identity that would bring the customer back, but not what another customer has as well; and one per
-- name, its words in alphabetical order, which identifies nobody but is not kept of rejected rows.
insert into forgotten_identities
with others as (
    select
        'email' as kind,
        lower(trim(email)) as value
    from customer_rows
    where email is not null and identity_key not in (select o.identity_key from own_identities as o)
    union
    select
        'phone' as kind,
        regexp_replace(phone, '[^0-9]', '', 'g') as value
    from customer_rows
    where phone is not null and identity_key not in (select o.identity_key from own_identities as o)
    union
    select
        'account' as kind,
        account as value
    from customer_rows
    where account is not null and identity_key not in (select o.identity_key from own_identities as o)
    union
    select
        kind,
        value
    from identities
    where identity_key not in (select o.identity_key from own_identities as o)
)

select sha256(concat_ws('|', m.value, p.kind, p.value)) as identity_hash
from personal_texts as p
cross join meta as m
anti join others as n on p.kind = n.kind and p.value = n.value
where m.key = 'forgetting_salt' and p.kind <> 'name'
union
select
    sha256(
        concat_ws(
            '|',
            m.value,
            'name',
            array_to_string(list_sort(regexp_extract_all(lower(p.value), '[\p{L}\p{N}]+')), ' ')
        )
    ) as identity_hash
from personal_texts as p
cross join meta as m
where m.key = 'forgetting_salt' and p.kind = 'name'
