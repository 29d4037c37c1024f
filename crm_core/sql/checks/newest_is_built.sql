-- One row per as-of date that must have a snapshot and has none, or has one and must not. History may be pending.
select
    coalesce(d.as_of, c.as_of) as as_of,
    d.is_newest,
    c.build_id
from snapshot_dates as d
full join cut_offs as c on d.as_of = c.as_of
where (d.is_newest and c.as_of is null) or d.as_of is null
