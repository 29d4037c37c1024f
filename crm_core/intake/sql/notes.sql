-- One row per line with too few fields that is no row: a total, a heading, or a note of a few words behind the rows.
create temp table notes as
with placed as (
    select
        counted,
        trim(record, ' "' || chr(9) || chr(10) || chr(13) || chr(65279)) as text,
        contains(record, $delimiter) as has_fields,
        counted - $records_before - row_number() over (order by counted) as rows_before
    from broken_lines
    where error = 'MISSING COLUMNS'
)

select counted
from placed
where
    regexp_matches(lower(text), $note_pattern)
    or (
        not has_fields
        and rows_before >= (select count(*) from staged_rows)
        and regexp_matches(text, '\s|[^\x00-\x7F]')
    )
