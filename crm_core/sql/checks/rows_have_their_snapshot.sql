-- One row per as-of date that has rows but no cut-offs, or cut-offs but no groups.
select
    r.as_of,
    'rows' as what
from (select distinct as_of from snapshot_rows) as r
anti join cut_offs as c on r.as_of = c.as_of
union all
select
    g.as_of,
    'groups' as what
from (select distinct as_of from group_rows) as g
anti join cut_offs as c on g.as_of = c.as_of
