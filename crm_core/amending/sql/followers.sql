-- One row per later import that replaced rows of $import_id, or gave way to it, or may have taken over what it told of
-- a customer.
select superseded_by as import_id
from order_rows
where import_id = $import_id and superseded_by is not null
union
select import_id
from order_rows
where superseded_by = $import_id and import_id > $import_id
union
select superseded_by
from line_rows
where import_id = $import_id and superseded_by is not null
union
select superseded_by
from customer_rows
where import_id = $import_id and superseded_by is not null
union
select l.import_id
from customer_rows as l
inner join customer_rows as c on l.identity_key = c.identity_key
where c.import_id = $import_id and l.import_id > $import_id and not l.from_orders and not c.from_orders
union
select superseded_by
from rate_rows
where import_id = $import_id and superseded_by is not null
