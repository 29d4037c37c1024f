-- One row per import that was undone and still has rows, or still replaces rows.
with named as (
    select distinct import_id from order_rows
    union
    select distinct superseded_by from order_rows
    union
    select distinct import_id from customer_rows
    union
    select distinct superseded_by from customer_rows
    union
    select distinct import_id from line_rows
    union
    select distinct superseded_by from line_rows
    union
    select distinct import_id from survey_rows
    union
    select distinct superseded_by from survey_rows
    union
    select distinct import_id from rate_rows
    union
    select distinct superseded_by from rate_rows
    union
    select distinct import_id from rejects
)

select i.import_id
from imports as i
semi join named as n on i.import_id = n.import_id
where i.undone_at is not null
