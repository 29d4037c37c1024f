-- One row per column of survey answers that may be empty: how many answers are in force, and how many have it.
with counted as (
    select
        count(*) as row_count,
        count(kind) as kind,
        count(comment) as comment,
        count(expected_score) as expected_score
    from survey_rows
    where superseded_by is null
)

select
    row_count,
    column_name,
    filled
from (unpivot counted on columns(* exclude (row_count)) into name column_name value filled)
