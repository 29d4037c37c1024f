-- One row per customer of a customers file.
insert into customer_rows by name
select
    p.identity_key,
    coalesce(r.name, r.account) as name,
    case
        when
            contains(r.email, '@') and not regexp_matches(r.email, '[*×]')
            and not list_contains($addresses::varchar[], r.email) then r.email
    end as email,
    r.phone,
    r.account,
    r.postcode,
    r.kind,
    r.region,
    r.source,
    r.owner,
    r.joined_on,
    r.credit_limit,
    r.referred_by,
    cast(r.tags as json) as tags,
    false as from_orders,
    $import_id as import_id,
    null as superseded_by
from rows_read as r
inner join people as p using (who)
anti join merged_rows as m on r.row_no = m.row_no
where r.reason is null
