-- One row per file in force that gave a known order, customer or answer other values: how many it changed.
select
    import_id,
    file_name,
    table_name,
    imported_at,
    values_changed
from imports
where undone_at is null and values_changed > 0
