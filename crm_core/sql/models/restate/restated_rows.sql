-- One row per customer and label that the build before had given otherwise; only of the newest date both builds have.
select
    r.as_of,
    s.customer_key,
    s.field,
    s.label_before,
    s.label_after,
    s.cause,
    s.revenue
from restatements as s
cross join restated as r
where r.as_of = (select max(b.as_of) from snapshot_rows_before as b semi join cut_offs as c on b.as_of = c.as_of)
