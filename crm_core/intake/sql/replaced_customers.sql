-- One row: how many customers this import tells other values of than the import before.
with new as (
    select *
    from customer_rows
    where import_id = $import_id
),

old as (
    select *
    from customer_rows
    where superseded_by is null and import_id <> $import_id
)

select count(*) as values_changed
from new
inner join old on new.identity_key = old.identity_key and new.from_orders = old.from_orders
where
    (
        new.name, new.email, new.phone, new.kind, new.region, new.source, new.owner, new.joined_on, new.credit_limit,
        new.referred_by, new.account, new.postcode, cast(new.tags as varchar)
    ) is distinct from (
        old.name, old.email, old.phone, old.kind, old.region, old.source, old.owner, old.joined_on, old.credit_limit,
        old.referred_by, old.account, old.postcode, cast(old.tags as varchar)
    )
