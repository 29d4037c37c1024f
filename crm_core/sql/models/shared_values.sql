-- One row per e-mail, phone or name and postcode that several customers share, and customer, and name it goes by there.
with claims as (
    select
        identity_key,
        lower(trim(name)) as name,
        'email' as evidence,
        lower(email) as value
    from customer_rows
    where superseded_by is null and email is not null
    union all
    select
        identity_key,
        lower(trim(name)) as name,
        'phone' as evidence,
        regexp_replace(phone, '[^0-9]', '', 'g') as value
    from customer_rows
    where superseded_by is null and phone is not null
    union all
    select
        identity_key,
        lower(trim(name)) as name,
        'name_and_postcode' as evidence,
        concat_ws(' · ', lower(trim(name)), upper(replace(postcode, ' ', ''))) as value
    from customer_rows
    where superseded_by is null and name is not null and postcode is not null
    union all
    select
        identity_key,
        null as name,
        kind as evidence,
        value
    from identities
    where kind in ('email', 'phone')
),

owned as (
    select
        coalesce(m.customer_key, c.identity_key) as customer_key,
        c.name,
        c.evidence,
        c.value
    from claims as c
    left join merged_identities as m on c.identity_key = m.identity_key
),

shared as (
    select
        evidence,
        value
    from owned
    group by evidence, value
    having min(customer_key) <> max(customer_key)
)

select distinct
    o.evidence,
    o.value,
    o.customer_key,
    o.name
from owned as o
semi join shared as s on o.evidence = s.evidence and o.value = s.value
