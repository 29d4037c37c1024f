-- One row per grain whose cohorts do not hold exactly the revenue of all customers who ever bought.
with buyers as (
    select
        customer_key,
        sum(revenue) as revenue
    from customer_periods
    group by customer_key
    having count(first_purchase) > 0
),

grains as (
    select
        unnest(['month', 'quarter', 'year']) as grain,
        coalesce(sum(revenue), 0) as revenue
    from buyers
),

cells as (
    select
        grain,
        sum(revenue) as revenue
    from cohort_cells
    group by grain
)

select
    g.grain,
    g.revenue as of_buyers,
    c.revenue as of_cohorts
from grains as g
left join cells as c on g.grain = c.grain
where g.revenue <> coalesce(c.revenue, 0)
