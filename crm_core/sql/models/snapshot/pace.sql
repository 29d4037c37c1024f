-- One row per customer seen by the as-of date being built: its facts, how long it has been silent, and is that long?
with gaps as (
    select
        f.*,
        date_diff('day', f.last_purchase, b.as_of) as recency_days,
        (2 * r.rhythm_days + date_diff('day', f.first_purchase, f.last_purchase))
        / (2 + (f.total_purchase_days - 1)) as usual_gap_days
    from facts as f
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
