-- One row per import, and import that replaced some of its orders (null: they are in force): the last day among them.
select
    import_id,
    superseded_by,
    cast(max(ordered_at) as date) as last_day
from order_rows
where is_counted
group by import_id, superseded_by
having max(ordered_at) is not null
