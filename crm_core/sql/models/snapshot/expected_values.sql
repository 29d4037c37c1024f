-- One row per customer whose value is the one expected of it, where settings rank customers by that; else no row.
select
    f.customer_key,
    f.expected_value
from forecast_rows as f
inner join building as b on f.as_of = b.as_of
cross join settings as s
where s.tier_value = 'expected'
