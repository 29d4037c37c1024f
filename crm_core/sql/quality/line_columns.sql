-- One row per column of order lines: how many lines are in force, and how many have it.
with counted as (
    select
        count(*) as row_count,
        count(product) as product,
        count(category) as category,
        count(brand) as brand,
        count(quantity) as quantity,
        count(line_amount) as line_amount
    from line_rows
    where superseded_by is null
)

select
    row_count,
    column_name,
    filled
from (unpivot counted on columns(* exclude (row_count)) into name column_name value filled)
