-- One row per value of a customer that $import_id, a customers file, says otherwise than the customers file before it.
with pairs as (
    select
        n.rowid as entry,
        i.value as id,
        [
            ('name', o.name, n.name),
            ('email', o.email, n.email),
            ('phone', o.phone, n.phone),
            ('account', o.account, n.account),
            ('postcode', o.postcode, n.postcode),
            ('kind', o.kind, n.kind),
            ('region', o.region, n.region),
            ('source', o.source, n.source),
            ('owner', o.owner, n.owner),
            ('joined_on', cast(o.joined_on as text), cast(n.joined_on as text)),
            ('credit_limit', cast(o.credit_limit as text), cast(n.credit_limit as text)),
            ('referred_by', o.referred_by, n.referred_by),
            ('tags', cast(o.tags as text), cast(n.tags as text))
        ] as told
    from customer_rows as n
    inner join customer_rows as o on n.identity_key = o.identity_key and n.from_orders = o.from_orders
    inner join identities as i on n.identity_key = i.identity_key
    where n.import_id = $import_id and o.superseded_by = $import_id and not n.from_orders
),

told_values as (
    select
        entry,
        id,
        unnest(told) as told
    from pairs
)

select
    'customer' as what,
    entry,
    id,
    told[1] as column_name,
    told[2] as old_value,
    told[3] as new_value
from told_values
where told[2] is distinct from told[3]
