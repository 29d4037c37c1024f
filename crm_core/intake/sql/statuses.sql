-- One row per status of the file: whether such orders count, and whether they have been refunded.
create temp table statuses as
with written as (
    select distinct status
    from rows_read
    where status is not null
)

select
    status,
    list_contains($counted::varchar[], word_of(status))
    or not ($only_counted or says_any(status, $not_counted::varchar[])) as is_counted,
    says_any(status, $refunded::varchar[]) as is_refunded
from written
