-- One row per line of the file.
insert into line_rows by name
select
    order_id,
    product,
    category,
    brand,
    quantity,
    line_amount,
    $import_id as import_id,
    null as superseded_by
from rows_read
where reason is null
