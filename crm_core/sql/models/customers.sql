-- One row per customer: its facts as last told, a customer file before an order file, the newest import first; of what
-- one import tells under several identities, that of the customer's own first, then that of the oldest.
with told as (
    select
        w.customer_key,
        c.*,
        (c.import_id + case when c.from_orders then 0 else 1000000000 end) * 4294967296
        + case when c.identity_key = w.customer_key then 2147483648 else 2147483647 - c.identity_key end as weight
    from customer_rows as c
    inner join identity_owners as w on c.identity_key = w.identity_key
    where c.superseded_by is null
),

facts as (
    select
        customer_key,
        arg_max(name, weight) as name,
        arg_max(email, weight) as email,
        arg_max(phone, weight) as phone,
        arg_max(kind, weight) as kind,
        arg_max(region, weight) as region,
        arg_max(source, weight) as source,
        arg_max(owner, weight) as owner,
        arg_max(joined_on, weight) as joined_on,
        arg_max(credit_limit, weight) as credit_limit,
        arg_max(referred_by, weight) as referred_by,
        arg_max(tags, weight) as tags
    from told
    group by customer_key
),

named as (
    select identity_key from order_rows
    where superseded_by is null and identity_key is not null
    union
    select identity_key from customer_rows
    where superseded_by is null
    union
    select identity_key from survey_rows
    where superseded_by is null
),

seen as (
    select distinct coalesce(m.customer_key, n.identity_key) as customer_key
    from named as n
    left join merged_identities as m on n.identity_key = m.identity_key
),

scope_facts as (
    select distinct
        region,
        kind,
        owner
    from facts
    union
    select
        null,
        null,
        null
),

scopes as (
    select
        *,
        cast(row_number() over (order by region, kind, owner) as integer) as scope_key
    from scope_facts
),

scoped as (
    select
        f.*,
        s.scope_key
    from facts as f
    inner join scopes as s
        on
            f.region is not distinct from s.region
            and f.kind is not distinct from s.kind
            and f.owner is not distinct from s.owner
)

select
    i.identity_key as customer_key,
    i.value as customer_id,
    i.kind as known_by,
    f.name,
    coalesce(f.email, case i.kind when 'email' then i.value end) as email,
    coalesce(f.phone, case i.kind when 'phone' then i.value end) as phone,
    f.kind,
    f.region,
    f.source,
    f.owner,
    f.joined_on,
    f.credit_limit,
    f.referred_by,
    f.tags,
    coalesce(
        f.scope_key,
        (
            select n.scope_key from scopes as n
            where n.region is null and n.kind is null and n.owner is null
        )
    ) as scope_key
from identities as i
semi join seen as s on i.identity_key = s.customer_key
left join scoped as f on i.identity_key = f.customer_key
