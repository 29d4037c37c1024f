-- One row per fit and combination of labels, chance of a purchase in tenths and scope that has a customer.
select
    f.as_of,
    r.tier,
    r.stage,
    cast(least(floor(10 * f.purchase_probability), 9) as tinyint) as chance_tenth,
    r.scope_key,
    count(*) as customers,
    sum(f.purchase_probability) as expected_buyers,
    sum(f.expected_purchases) as expected_purchases,
    sum(f.expected_revenue) as expected_revenue,
    sum(f.expected_value) as expected_value,
    cast(sum(r.revenue) as decimal(28, 4)) as window_revenue
from forecast_rows as f
inner join snapshot_rows as r on f.as_of = r.as_of and f.customer_key = r.customer_key
group by f.as_of, r.tier, r.stage, chance_tenth, r.scope_key
