-- One row per customer who bought by the as-of date being forecast: what its history group expects in purchase days,
-- times the spend a day that Gamma-Gamma expects of it: p (gamma + x z) / (p x + q - 1), z the mean of its repeat days
-- (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value", equation 5).
with spend as (
    select
        h.customer_key,
        h.x,
        h.days_to_last,
        h.days_observed,
        f.as_of,
        f.p * (f.gamma + greatest(coalesce(s.repeat_revenue, 0), 0)) / (f.p * h.x + f.q - 1) as spend_a_day
    from purchase_histories as h
    cross join forecasting as d
    inner join forecast_fit as f on d.as_of = f.as_of
    left join repeat_spend as s on h.customer_key = s.customer_key
)

select
    s.as_of,
    s.customer_key,
    g.purchase_probability,
    g.expected_purchases,
    g.expected_purchases * s.spend_a_day as expected_revenue,
    g.valued_purchases * s.spend_a_day as expected_value,
    case when s.x > 0 then g.alive end as alive
from spend as s
inner join scored_groups as g
    on s.x = g.x and s.days_to_last = g.days_to_last and s.days_observed = g.days_observed
