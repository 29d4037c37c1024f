-- One row if the newest build was made from other imports or other settings than those in force.
select
    b.build_id,
    b.data_version,
    b.settings
from builds as b
cross join data_version as v
cross join settings as s  -- noqa: AL05
where
    b.build_id = (select max(n.build_id) from builds as n)
    and (b.data_version <> v.version or b.settings <> to_json(s))
