-- One row per later import that replaced rows of $import_id.
select superseded_by as import_id
from order_rows
where import_id = $import_id and superseded_by is not null
union
select superseded_by
from line_rows
where import_id = $import_id and superseded_by is not null
union
select superseded_by
from customer_rows
where import_id = $import_id and superseded_by is not null
union
select superseded_by
from rate_rows
where import_id = $import_id and superseded_by is not null
