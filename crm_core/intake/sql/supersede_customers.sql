-- One row per customer's facts in force that this import replaces. What order files tell is replaced only by a row that
-- says all of it anew: a later file with fewer columns takes nothing away. (The same in amending/sql/reopen_customers.)
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
        or (
            (customer_rows.name is null or new.name is not null)
            and (customer_rows.email is null or new.email is not null)
            and (customer_rows.phone is null or new.phone is not null)
            and (customer_rows.account is null or new.account is not null)
            and (customer_rows.postcode is null or new.postcode is not null)
            and (customer_rows.region is null or new.region is not null)
            and (customer_rows.owner is null or new.owner is not null)
        )
    )
