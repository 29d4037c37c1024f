-- One row: how many rates in force from earlier imports this one replaces with other values.
select count(*) as values_changed
from rate_rows as new
inner join rate_rows as old on new.day = old.day and new.currency = old.currency
where
    new.import_id = $import_id
    and old.import_id <> $import_id
    and old.superseded_by is null
    and new.rate <> old.rate
