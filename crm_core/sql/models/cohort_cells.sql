-- One row per grain (month, quarter, year), cohort, k, scope, source and is_new: who bought in period k, their revenue.
-- A cohort are the customers whose first purchase lies in one period of the calendar, known by its first day; k counts
-- periods from there, so all of them bought at k = 0. A refund before the first purchase counts at k = 0.
-- is_new: the first purchase is surely the first: a year of data lies before it, or the customer joined meanwhile.
-- Customers do not add up over periods, so the months in which a customer bought are or-ed as bits of a year: one pass
-- over the customers serves all grains.
with grains as (
    select
        unnest(['month', 'quarter', 'year']) as grain,
        unnest([1, 3, 12]) as months
),

parts_of_a_year as (
    select
        grain,
        months,
        unnest(range(12 // months)) as place,
        ((1 << months) - 1) << (months * place) as month_bits
    from grains
),

months as (
    select
        period,
        year(any_value(month)) as year,
        cast(1 << (month(any_value(month)) - 1) as integer) as month_bit,
        12 * year(any_value(month)) + month(any_value(month)) - 1 as month_number
    from periods
    group by period
),

bounds as (
    select min(day) as first_day
    from days
),

first_purchases as (
    select
        customer_key,
        min(first_purchase) as first_purchase
    from customer_periods
    group by customer_key
),

members as materialized (
    select
        f.customer_key,
        c.scope_key,
        c.source,
        12 * year(f.first_purchase) + month(f.first_purchase) - 1 as first_month,
        f.first_purchase >= b.first_day + interval 1 year or coalesce(c.joined_on >= b.first_day, false) as is_new
    from first_purchases as f
    inner join customers as c on f.customer_key = c.customer_key
    cross join bounds as b
    where f.first_purchase is not null
),

customer_years as (
    select
        p.customer_key,
        m.year,
        bit_or(m.month_bit) as bought
    from customer_periods as p
    inner join months as m on p.period = m.period
    where p.purchases > 0
    group by p.customer_key, m.year
),

patterns as (
    select
        e.first_month,
        e.scope_key,
        e.source,
        e.is_new,
        y.year,
        y.bought,
        count(*) as customers
    from customer_years as y
    inner join members as e on y.customer_key = e.customer_key
    group by all
),

customers_in as (
    select
        y.grain,
        y.months,
        p.first_month // y.months as cohort,
        (12 // y.months) * p.year + y.place - p.first_month // y.months as k,
        p.scope_key,
        p.source,
        p.is_new,
        sum(p.customers) as customers,
        0 as revenue
    from patterns as p
    inner join parts_of_a_year as y on (p.bought & y.month_bits) <> 0
    group by all
),

revenue_by_month as (
    select
        e.first_month,
        m.month_number,
        e.scope_key,
        e.source,
        e.is_new,
        sum(p.revenue) as revenue
    from customer_periods as p
    inner join months as m on p.period = m.period
    inner join members as e on p.customer_key = e.customer_key
    group by all
),

revenue_in as (
    select
        g.grain,
        g.months,
        r.first_month // g.months as cohort,
        greatest(r.month_number // g.months - r.first_month // g.months, 0) as k,
        r.scope_key,
        r.source,
        r.is_new,
        0 as customers,
        sum(r.revenue) as revenue
    from revenue_by_month as r
    cross join grains as g
    group by all
),

counted as (
    select * from customers_in
    union all
    select * from revenue_in
)

select
    grain,
    make_date(cohort * months // 12, cohort * months % 12 + 1, 1) as cohort,
    cast(k as integer) as k,
    scope_key,
    source,
    is_new,
    cast(sum(customers) as bigint) as customers,
    cast(sum(revenue) as decimal(28, 4)) as revenue
from counted
group by grain, months, cohort, k, scope_key, source, is_new
having sum(customers) > 0 or sum(revenue) <> 0
order by grain, cohort, k, scope_key, source, is_new
