-- One row per customer seen by the as-of date being built: its history, how long it has been silent, and is that long?
with gaps as (
    select
        h.*,
        date_diff('day', h.last_purchase, b.as_of) as recency_days,
        (2 * r.rhythm_days + date_diff('day', h.first_purchase, h.last_purchase))
        / (2 + (h.total_purchase_days - 1)) as usual_gap_days
    from histories as h
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
    o.total_purchase_days > 0 and o.overdue > s.lost_overdue and o.recency_days > s.lost_days as is_lost,
    o.total_purchase_days > 0 and o.overdue > s.wavering_overdue and o.recency_days > s.wavering_days as is_wavering
from overdue as o
cross join settings as s
