update customer_rows
set superseded_by = $import_id
from (select
    identity_key,
    from_orders
from customer_rows
where import_id = $import_id) as new
where
    customer_rows.superseded_by is null
    and customer_rows.import_id <> $import_id
    and customer_rows.identity_key = new.identity_key
    and customer_rows.from_orders = new.from_orders
