-- One row per way in which the rows of the file name their customer: how, and by which value, it is identified.
create temp table people as
with named as (
    select
        who,
        min(row_no) as first_row,
        any_value(customer_id) as customer_id,
        any_value(email) as email,
        any_value(phone) as phone,
        any_value(account) as account
    from rows_read
    where reason is null and who is not null
    group by who
),

shared as (
    select email
    from rows_read
    where reason is null and email is not null and name is not null
    group by email
    having count(distinct lower(name)) > 20
),

normalised as (
    select
        who,
        first_row,
        case
            when not regexp_matches(customer_id, '[*×]') and not list_contains($ids::varchar[], lower(customer_id))
                then customer_id
        end as customer_id,
        case
            when
                contains(email, '@') and not regexp_matches(email, '[*×]')
                and not list_contains($addresses::varchar[], email) and email not in (select email from shared)
                then email
        end as email,
        case
            when not regexp_matches(phone, '[*×]') then regexp_replace(phone, '[^0-9]', '', 'g')
        end as phone,
        case
            when not regexp_matches(account, '[*×]') and not list_contains($ids::varchar[], lower(account)) then account
        end as account
    from named
),

identified as (
    select
        who,
        first_row,
        customer_id,
        email,
        case
            when length(phone) >= 6 and not list_contains($phones::varchar[], phone) then phone
        end as phone,
        account
    from normalised
)

select
    who,
    first_row,
    case
        when customer_id is not null then 'customer_id'
        when email is not null then 'email'
        when phone is not null then 'phone'
        when account is not null then 'account'
    end as kind,
    coalesce(customer_id, email, phone, account) as value,
    cast(null as integer) as identity_key
from identified
