-- One row per customer seen by the as-of date being built: what it did, how long it has been silent, is that long?
with gaps as (
    select
        h.*,
        date_diff('day', h.last_purchase, b.as_of) as recency_days,
        usual_gap_of(r.rhythm_days, h.first_purchase, h.last_purchase, h.total_purchase_days) as usual_gap_days
    from windows as h
    cross join building as b
    cross join rhythm as r
),

overdue as (
    select
        *,
        recency_days / usual_gap_days as overdue
    from gaps
)

select
    o.*,
    is_overdue(o.total_purchase_days, o.overdue, o.recency_days, s.lost_overdue, s.lost_days) as is_lost,
    is_overdue(o.total_purchase_days, o.overdue, o.recency_days, s.wavering_overdue, s.wavering_days) as is_wavering
from overdue as o
cross join settings as s
