-- One row per as-of date and combination of labels, region, kind and owner that has a customer; comparison date too.
select
    g.* exclude (scope_key),
    s.region,
    s.kind,
    s.owner
from group_rows as g
inner join scopes as s on g.scope_key = s.scope_key
