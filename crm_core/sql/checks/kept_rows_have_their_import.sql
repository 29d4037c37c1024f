-- One row per import id that kept rows name and that no receipt has.
with named as (
    select distinct import_id from order_rows
    union
    select distinct superseded_by from order_rows
    union
    select distinct import_id from customer_rows
    union
    select distinct import_id from line_rows
    union
    select distinct import_id from survey_rows
)

select n.import_id
from named as n
anti join imports as i on n.import_id = i.import_id
where n.import_id is not null
