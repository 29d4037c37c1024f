-- One row: how many orders have other lines in this import than they had in the imports before.
with signed as (
    select
        order_id,
        import_id = $import_id as is_new,
        sum(cast(hash(product, category, brand, quantity, line_amount) as hugeint)) as signature
    from line_rows
    where
        superseded_by is null and order_id in (
            select new_lines.order_id from line_rows as new_lines
            where new_lines.import_id = $import_id
        )
    group by order_id, is_new
)

select count(*) as values_changed
from signed as new
inner join signed as old on new.order_id = old.order_id and new.is_new and not old.is_new
where new.signature <> old.signature
