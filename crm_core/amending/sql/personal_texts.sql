-- One row per text that tells who the customer is, by kind: its identities, and what any file said of it.
create temp table personal_texts as
with told as (
    select *
    from customer_rows
    where identity_key in (select o.identity_key from own_identities as o)
)

select
    kind,
    value
from own_identities
union
select
    'email' as kind,
    lower(trim(email)) as value
from told
where email is not null
union
select
    'phone' as kind,
    regexp_replace(phone, '[^0-9]', '', 'g') as value
from told
where length(regexp_replace(phone, '[^0-9]', '', 'g')) >= 6
union
select
    'account' as kind,
    account as value
from told
where account is not null
union
select
    'name' as kind,
    name as value
from told
where name is not null
