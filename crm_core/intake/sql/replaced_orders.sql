-- One row: how many orders and refunds in force from earlier imports this one replaces with other values.
with new as (
    select *
    from order_rows
    where import_id = $import_id and superseded_by is null
),

old as (
    select *
    from order_rows
    where superseded_by is null and import_id <> $import_id
)

select count(*) as values_changed
from new
inner join old
    on
        new.order_id = old.order_id
        and new.is_refund = old.is_refund
        and (
            not new.is_refund
            or is_same_refund(
                new.order_id, new.refund_of, new.ordered_at, new.amount, old.refund_of, old.ordered_at, old.amount
            )
        )
where
    (
        new.identity_key, new.ordered_at, new.amount, new.discount, new.refunded, new.refunded_at, new.cost,
        new.currency, new.channel, new.status, new.is_counted
    ) is distinct from (
        old.identity_key, old.ordered_at, old.amount, old.discount, old.refunded, old.refunded_at, old.cost,
        old.currency, old.channel, old.status, old.is_counted
    )
