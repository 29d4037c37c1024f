-- One row per shop with at least 30 orders of a positive amount: what is usual, and what is far out on either side.
-- On the logarithm of the amounts: beyond the median ± 5 deviations. A deviation is 1.4826 · the median distance from
-- the median (which is the standard deviation of a bell curve), and at least a factor of 1.5, so that a shop with one
-- price does not call everything else far out. usual_low, usual_high: nine of ten orders lie between them.
with amounts as (
    select
        amount,
        ln(cast(amount as double)) as size,
        count(*) as orders
    from order_rows
    where superseded_by is null and is_counted and not is_refund and amount > 0
    group by amount
),

placed as (
    select
        amount,
        size,
        orders,
        sum(orders) over (order by amount) as up_to,
        sum(orders) over () as total
    from amounts
),

middle as (
    select
        min(size) filter (where 2 * up_to >= total) as size,
        min(amount) filter (where 20 * up_to >= total) as usual_low,
        min(amount) filter (where 20 * up_to >= 19 * total) as usual_high,
        any_value(total) as orders
    from placed
),

distances as (
    select
        abs(p.size - m.size) as distance,
        sum(p.orders) over (order by abs(p.size - m.size)) as up_to,
        p.total
    from placed as p
    cross join middle as m
),

spread as (
    select greatest(1.4826 * min(distance) filter (where 2 * up_to >= total), ln(1.5)) as deviation
    from distances
)

select
    m.usual_low,
    m.usual_high,
    cast(round(exp(m.size - 5 * s.deviation), 4) as decimal(18, 4)) as far_below,
    cast(round(exp(m.size + 5 * s.deviation), 4) as decimal(18, 4)) as far_above,
    m.orders
from middle as m
cross join spread as s
where m.orders >= 30
