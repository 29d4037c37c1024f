-- One row per rejected row of read_rows: its line, counting the lines before it that could not be cut into fields.
create temp table line_numbers as
with placed as (
    select
        counted,
        row_number() over (order by counted) as broken_so_far
    from broken_lines
),

broken as (
    select
        counted - $records_before - broken_so_far as rows_before,
        max(broken_so_far) as broken_so_far
    from placed
    group by rows_before
),

rejected as (
    select row_no
    from read_rows
    where reason is not null
)

select
    r.row_no,
    r.row_no + coalesce(b.broken_so_far, 0) + $first_line as line
from rejected as r
asof left join broken as b on r.row_no >= b.rows_before
