-- One row per as-of date: revenue of the window from the daily totals, with the part that names no customer.
select
    d.as_of,
    cast(coalesce(sum(t.net_revenue), 0) as decimal(28, 4)) as net_revenue,
    cast(coalesce(sum(t.unidentified_revenue), 0) as decimal(28, 4)) as unidentified_revenue,
    coalesce(sum(t.purchases), 0) as purchases,
    coalesce(sum(t.unidentified_purchases), 0) as unidentified_purchases
from snapshot_dates as d
left join days as t on t.day between d.window_start and d.as_of
group by d.as_of
