-- One row per as-of date whose snapshot was not made by the newest build.
select
    c.as_of,
    c.build_id
from cut_offs as c
where c.build_id <> (select max(b.build_id) from builds as b)
