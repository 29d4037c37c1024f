-- One row if an import in force says its currency: the newest of them says the shop's.
insert into meta
select
    'currency' as key,
    currency as value
from imports
where undone_at is null and currency is not null
order by import_id desc
limit 1
