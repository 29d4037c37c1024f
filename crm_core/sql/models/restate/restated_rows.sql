-- One row per customer and label that the build before had given otherwise; only of the newest date both builds have.
-- A date that was taken over is one of both, and nothing differs at it.
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
where
    r.as_of = (
        select max(d.as_of)
        from (
            select as_of from snapshot_rows_before
            union all
            select as_of from reused_dates
        ) as d
        semi join cut_offs as c on d.as_of = c.as_of
    )
