-- One row: what goes if $import_id is undone, and how many rows of earlier imports come back.
select
    (
        select count(*) from order_rows
        where import_id = $import_id and superseded_by is null
    ) as orders,
    (
        select coalesce(sum(amount - coalesce(refunded, 0)), 0) from order_rows
        where import_id = $import_id and superseded_by is null and is_counted
    ) as amount,
    (
        select count(*) from order_rows
        where superseded_by = $import_id
    ) as orders_back,
    (
        select count(distinct order_id) from line_rows
        where superseded_by = $import_id
    ) as lines_back,
    (
        select count(distinct identity_key) from customer_rows
        where superseded_by = $import_id
    ) as customers_back
