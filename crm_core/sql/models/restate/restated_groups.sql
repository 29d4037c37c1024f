-- One row per pair of labels and cause: customers of one as-of date that the build before labelled otherwise.
select
    r.build_id,
    r.as_of,
    s.field,
    s.label_before,
    s.label_after,
    s.cause,
    count(*) as customers,
    cast(sum(s.revenue) as decimal(28, 4)) as revenue
from restatements as s
cross join restated as r
group by r.build_id, r.as_of, s.field, s.label_before, s.label_after, s.cause
