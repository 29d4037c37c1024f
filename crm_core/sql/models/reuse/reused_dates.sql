-- One row per as-of date whose labels the build before made of the same: they are taken over. The newest is always made
-- anew, and all are where customers are ranked by what is expected of them: forecasts are not taken over.
select n.as_of
from snapshot_inputs as n
inner join inputs_before as b on n.as_of = b.as_of and n.inputs = b.inputs
semi join cut_offs as c on n.as_of = c.as_of
inner join snapshot_dates as d on n.as_of = d.as_of
cross join settings as s
where not d.is_newest and s.tier_value <> 'expected'
order by n.as_of
