-- One row per customer of $import_id, a customers file: what the file has no column for ($told: the meanings that it
-- has, $columns: all its columns) stays as the customers file before it said. Columns of other meaning are tags; these
-- are taken apart only where one is missing, because that takes long.
update customer_rows
set
    name = whole.name,
    email = whole.email,
    phone = whole.phone,
    account = whole.account,
    postcode = whole.postcode,
    kind = whole.kind,
    region = whole.region,
    source = whole.source,
    owner = whole.owner,
    joined_on = whole.joined_on,
    credit_limit = whole.credit_limit,
    referred_by = whole.referred_by,
    tags = whole.tags
from (
    select
        n.identity_key,
        case
            when list_has_any($told::varchar[], ['name', 'first_name', 'last_name']) then n.name
            else coalesce(o.name, case when list_contains($told::varchar[], 'account') then n.account end)
        end as name,
        case when list_contains($told::varchar[], 'email') then n.email else o.email end as email,
        case when list_contains($told::varchar[], 'phone') then n.phone else o.phone end as phone,
        case when list_contains($told::varchar[], 'account') then n.account else o.account end as account,
        case when list_contains($told::varchar[], 'postcode') then n.postcode else o.postcode end as postcode,
        case when list_contains($told::varchar[], 'kind') then n.kind else o.kind end as kind,
        case when list_contains($told::varchar[], 'region') then n.region else o.region end as region,
        case when list_contains($told::varchar[], 'source') then n.source else o.source end as source,
        case when list_contains($told::varchar[], 'owner') then n.owner else o.owner end as owner,
        case when list_contains($told::varchar[], 'joined_on') then n.joined_on else o.joined_on end as joined_on,
        case when list_contains($told::varchar[], 'credit_limit') then n.credit_limit else o.credit_limit end
            as credit_limit,
        case when list_contains($told::varchar[], 'referred_by') then n.referred_by else o.referred_by end
            as referred_by,
        case
            when
                list_has_all($columns::varchar[], coalesce(json_keys(n.tags), []))
                and list_has_all($columns::varchar[], coalesce(json_keys(o.tags), []))
                then n.tags
            else
                nullif(
                    to_json(
                        map_from_entries(
                            list_filter(
                                list_zip(json_keys(n.tags), n.tags -> '$.*'),
                                lambda tag: list_contains($columns::varchar[], tag[1])
                            )
                            || list_filter(
                                list_zip(json_keys(o.tags), o.tags -> '$.*'),
                                lambda tag: not list_contains($columns::varchar[], tag[1])
                            )
                        )
                    ),
                    '{}'
                )
        end as tags
    from customer_rows as n
    left join customer_rows as o
        on
            n.identity_key = o.identity_key
            and not o.from_orders
            and n.import_id > o.import_id
            and (o.superseded_by is null or o.superseded_by = $import_id)
    where n.import_id = $import_id
) as whole
where
    customer_rows.import_id = $import_id
    and customer_rows.identity_key = whole.identity_key
    and (
        customer_rows.name,
        customer_rows.email,
        customer_rows.phone,
        customer_rows.account,
        customer_rows.postcode,
        customer_rows.kind,
        customer_rows.region,
        customer_rows.source,
        customer_rows.owner,
        customer_rows.joined_on,
        customer_rows.credit_limit,
        customer_rows.referred_by,
        cast(customer_rows.tags as varchar)
    ) is distinct from (
        whole.name,
        whole.email,
        whole.phone,
        whole.account,
        whole.postcode,
        whole.kind,
        whole.region,
        whole.source,
        whole.owner,
        whole.joined_on,
        whole.credit_limit,
        whole.referred_by,
        cast(whole.tags as varchar)
    )
