-- One row per load, oldest first: when, how many files, and the newest of their import ids. Files that follow each
-- other within an hour are one load: somebody who hands in five files wants to know what all five changed.
with stamped as (
    select
        import_id,
        imported_at,
        lag(imported_at) over (order by import_id) as imported_before
    from imports
    where undone_at is null
),

numbered as (
    select
        import_id,
        imported_at,
        count_if(imported_before is null or imported_at > imported_before + interval 1 hour) over (
            order by import_id
        ) as load
    from stamped
)

select
    min(imported_at) as loaded_at,
    count(*) as files,
    max(import_id) as last_import
from numbered
group by load
order by load
