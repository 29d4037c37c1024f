-- One row per customer's facts in force that this import replaces. What order files tell is replaced only by a row that
-- says all of it anew: a later file with fewer columns takes nothing away.
update customer_rows
set superseded_by = $import_id
from (
    select *
    from customer_rows
    where import_id = $import_id
) as new
where
    customer_rows.superseded_by is null
    and customer_rows.import_id <> $import_id
    and customer_rows.identity_key = new.identity_key
    and customer_rows.from_orders = new.from_orders
    and (
        not new.from_orders
        or are_among(
            facts_told(
                customer_rows.name, customer_rows.email, customer_rows.phone, customer_rows.account,
                customer_rows.postcode, customer_rows.region, customer_rows.owner
            ),
            facts_told(
                new.name, new.email, new.phone, new.account,
                new.postcode, new.region, new.owner
            )
        )
    )
