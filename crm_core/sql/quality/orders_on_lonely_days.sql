-- One row per order of a day that lies apart from all others (lonely_days.sql).
select
    o.order_id,
    o.identity_key,
    o.ordered_at,
    o.amount,
    o.currency,
    o.channel,
    o.status,
    o.import_id
from order_rows as o
semi join lonely_days as d on cast(o.ordered_at as date) = d.day
where o.superseded_by is null and o.is_counted and not o.is_refund and o.amount > 0
