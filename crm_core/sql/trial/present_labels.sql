-- One row per customer of the newest snapshot: its labels under the present settings.
select
    r.customer_key,
    r.tier,
    r.quadrant,
    r.stage,
    r.revenue
from snapshot_rows as r
inner join snapshot_dates as d on r.as_of = d.as_of
where d.is_newest
