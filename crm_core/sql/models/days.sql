-- One row per day with an order or refund that counts: its totals, with the part that names no customer.
select
    day,
    count_if(kind = 'purchase') as purchases,
    cast(sum(net_revenue) as decimal(18, 4)) as net_revenue,
    count_if(kind = 'purchase' and customer_key is null) as unidentified_purchases,
    cast(coalesce(sum(net_revenue) filter (where customer_key is null), 0) as decimal(18, 4)) as unidentified_revenue
from events
where kind <> 'not_counted'
group by day
order by day
