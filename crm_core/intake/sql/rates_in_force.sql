-- One row per currency and day from which a rate holds.
create or replace temp table rates_in_force as
select
    day,
    currency,
    rate
from rate_rows
where superseded_by is null and list_contains($currencies::varchar[], currency)
