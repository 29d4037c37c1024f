update rate_rows
set superseded_by = $import_id
from (
    select
        day,
        currency
    from rate_rows
    where import_id = $import_id
) as new
where
    rate_rows.superseded_by is null
    and rate_rows.import_id <> $import_id
    and rate_rows.day = new.day
    and rate_rows.currency = new.currency
