-- One row per customer who came back: what it brought after its first purchase day, refunds taken off, and that per
-- repeat purchase day. Not above 0 where refunds ate all of it.
with first_days as (
    select
        e.customer_key,
        sum(e.net_revenue) as revenue
    from events as e
    inner join purchase_histories as h on e.customer_key = h.customer_key and e.day = h.first_purchase
    where h.x > 0
    group by e.customer_key
)

select
    h.customer_key,
    h.x,
    cast(h.total_revenue - d.revenue as double) as repeat_revenue,
    cast(h.total_revenue - d.revenue as double) / h.x as mean_spend
from purchase_histories as h
inner join first_days as d on h.customer_key = d.customer_key
