-- One row per order like an earlier one under another number: same customer, same day, same amount.
-- same_as: the first of them, by time and number.
with alike as (
    select
        o.identity_key,
        cast(o.ordered_at as date) as day,
        o.amount
    from order_rows as o
    where
        o.superseded_by is null and o.is_counted and not o.is_refund
        and o.amount > 0 and o.identity_key is not null
    group by o.identity_key, cast(o.ordered_at as date), o.amount
    having count(*) > 1
),

placed as (
    select
        o.*,
        row_number() over same as place,
        first_value(o.order_id) over same as same_as
    from order_rows as o
    semi join alike as a
        on o.identity_key = a.identity_key and cast(o.ordered_at as date) = a.day and o.amount = a.amount
    where o.superseded_by is null and o.is_counted and not o.is_refund
    window same as (
        partition by o.identity_key, cast(o.ordered_at as date), o.amount order by o.ordered_at, o.order_id
    )
)

select
    o.order_id,
    o.identity_key,
    o.ordered_at,
    o.amount,
    o.currency,
    o.channel,
    o.status,
    o.import_id,
    o.same_as
from placed as o
where o.place > 1
