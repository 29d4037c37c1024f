-- One row per value of an order or refund that $import_id says otherwise than the import before it.
with pairs as (
    select
        n.rowid as entry,
        n.order_id as id,
        o.identity_key as old_key,
        n.identity_key as new_key,
        [
            ('ordered_at', cast(o.ordered_at as text), cast(n.ordered_at as text)),
            ('amount', cast(o.amount as text), cast(n.amount as text)),
            ('discount', cast(o.discount as text), cast(n.discount as text)),
            ('refunded', cast(o.refunded as text), cast(n.refunded as text)),
            ('refunded_at', cast(o.refunded_at as text), cast(n.refunded_at as text)),
            ('cost', cast(o.cost as text), cast(n.cost as text)),
            ('currency', o.currency, n.currency),
            ('channel', o.channel, n.channel),
            ('status', o.status, n.status),
            ('is_counted', cast(o.is_counted as text), cast(n.is_counted as text))
        ] as told
    from order_rows as n
    inner join order_rows as o
        on
            n.order_id = o.order_id
            and n.is_refund = o.is_refund
            and (
                not n.is_refund
                or is_same_refund(
                    n.order_id, n.refund_of, n.ordered_at, n.amount, o.refund_of, o.ordered_at, o.amount
                )
            )
    where n.import_id = $import_id and o.superseded_by = $import_id and o.import_id < $import_id
),

told_values as (
    select
        entry,
        id,
        unnest(told) as told
    from pairs
)

select
    'order' as what,
    p.entry,
    p.id,
    'customer_id' as column_name,
    old_owner.value as old_value,
    new_owner.value as new_value
from pairs as p
left join identities as old_owner on p.old_key = old_owner.identity_key
left join identities as new_owner on p.new_key = new_owner.identity_key
where p.old_key is distinct from p.new_key
union all
select
    'order' as what,
    entry,
    id,
    told[1] as column_name,
    told[2] as old_value,
    told[3] as new_value
from told_values
where told[2] is distinct from told[3]
