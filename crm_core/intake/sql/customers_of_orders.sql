-- One row per customer that a file of orders or lines tells something of: the newest name, phone, region given.
insert into customer_rows by name
with told as (
    select
        p.identity_key,
        coalesce(r.name, r.account) as name,
        case when contains(r.email, '@') and not regexp_matches(r.email, '[*×]') then r.email end as email,
        r.phone,
        r.account,
        r.postcode,
        r.region,
        r.owner,
        coalesce(r.ordered_at, timestamp '1900-01-01') as ordered_at,
        r.row_no
    from rows_read as r
    inner join people as p using (who)
    where r.reason is null and p.identity_key is not null
)

select
    identity_key,
    arg_max(name, (ordered_at, row_no)) as name,
    arg_max(email, (ordered_at, row_no)) as email,
    arg_max(phone, (ordered_at, row_no)) as phone,
    arg_max(account, (ordered_at, row_no)) as account,
    arg_max(postcode, (ordered_at, row_no)) as postcode,
    null as kind,
    arg_max(region, (ordered_at, row_no)) as region,
    null as source,
    arg_max(owner, (ordered_at, row_no)) as owner,
    null as joined_on,
    null as credit_limit,
    null as referred_by,
    null as tags,
    true as from_orders,
    $import_id as import_id,
    null as superseded_by
from told
group by identity_key
having
    coalesce(
        any_value(name), any_value(email), any_value(phone), any_value(account), any_value(postcode), any_value(region),
        any_value(owner)
    ) is not null
