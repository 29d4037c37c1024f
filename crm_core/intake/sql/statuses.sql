-- One row per status of the file: whether such orders count, and whether they have been refunded.
create temp table statuses as
with written as (
    select distinct
        status,
        lower(regexp_replace(status, '[^\p{L}\p{N}]', '', 'g')) as word
    from rows_read
    where status is not null
)

select
    status,
    not list_contains($not_counted::varchar[], word) as is_counted,
    list_contains($refunded::varchar[], word) as is_refunded
from written
