-- One row per day and currency whose rate $import_id says otherwise than the import before it.
select
    'rate' as what,
    n.rowid as entry,
    concat_ws(' ', n.currency, cast(n.day as text)) as id,
    'rate' as column_name,
    cast(o.rate as text) as old_value,
    cast(n.rate as text) as new_value
from rate_rows as n
inner join rate_rows as o on n.day = o.day and n.currency = o.currency
where n.import_id = $import_id and o.superseded_by = $import_id and n.rate <> o.rate
