-- One row per customer with a tier at the newest as-of date: its place in the diamond model and its type of loyalty.
-- A brand is a category where no line of the shop names a brand. Brands are of the window, and of lines with an amount;
-- discounts and gaps are of all purchases: none is later than the newest date. Repetition is counted in purchase days,
-- not in orders, so several orders on one day make no gap; the variation of gaps is their standard deviation (of all
-- there are) divided by their mean.
with newest as (
    select
        as_of,
        window_start
    from snapshot_dates
    where is_newest
),

standing as (
    select
        r.customer_key,
        r.scope_key,
        r.revenue,
        r.total_purchase_days,
        r.attitude,
        r.attitude_source,
        r.quadrant in ('loyal', 'latent') as is_involved,
        r.quadrant in ('spurious', 'no_loyalty') as is_uninvolved
    from snapshot_rows as r
    inner join newest as n on r.as_of = n.as_of
    where r.tier is not null
),

detail as (
    select bool_or(brand is not null) as has_brands
    from line_rows
    where superseded_by is null
),

branded_lines as (
    select
        l.order_id,
        case when d.has_brands then l.brand else l.category end as brand,
        l.line_amount
    from line_rows as l
    cross join detail as d
    where l.superseded_by is null and l.line_amount > 0
),

brand_spend as (
    select
        o.customer_key,
        l.brand,
        sum(l.line_amount) as spend
    from branded_lines as l
    inner join orders as o on l.order_id = o.order_id
    cross join newest as n
    where
        o.kind = 'purchase'
        and o.customer_key is not null
        and cast(o.ordered_at as date) >= n.window_start
        and l.brand is not null
    group by o.customer_key, l.brand
),

brands as (
    select
        customer_key,
        arg_max(brand, (spend, brand)) as top_brand,
        cast(max(spend) as double) / cast(sum(spend) as double) as top_brand_share
    from brand_spend
    group by customer_key
),

discounts as (
    select
        customer_key,
        count(discount) as orders_with_known_discount,
        count_if(discount > 0) as discounted_orders
    from orders
    where kind = 'purchase' and customer_key is not null and discount is not null
    group by customer_key
),

regulars as (
    select s.customer_key
    from standing as s
    cross join settings as t
    where s.total_purchase_days >= t.behavioural_purchases
),

purchases as (
    select
        o.customer_key,
        cast(o.ordered_at as date) as day
    from orders as o
    semi join regulars as r on o.customer_key = r.customer_key
    where o.kind = 'purchase'
),

gaps as (
    select
        customer_key,
        date_diff('day', lag(day) over (partition by customer_key order by day), day) as gap_days
    from purchases
),

rhythms as (
    select
        customer_key,
        stddev_pop(gap_days) / avg(gap_days) as gap_variation
    from gaps
    where gap_days > 0
    group by customer_key
)

select
    s.customer_key,
    s.scope_key,
    s.revenue,
    b.top_brand,
    b.top_brand_share,
    coalesce(d.orders_with_known_discount, 0) as orders_with_known_discount,
    coalesce(d.discounted_orders, 0) as discounted_orders,
    s.total_purchase_days,
    g.gap_variation,
    case
        when b.top_brand_share is null or not (s.is_involved or s.is_uninvolved) then null
        when b.top_brand_share >= t.diamond_share and s.is_involved then 'loyalist'
        when b.top_brand_share >= t.diamond_share and s.is_uninvolved then 'habitual'
        when b.top_brand_share < t.diamond_share and s.is_involved then 'variety'
        when b.top_brand_share < t.diamond_share and s.is_uninvolved then 'switcher'
        else error('no place in the diamond for ' || s.customer_key)
    end as diamond,
    case
        when
            d.discounted_orders >= t.impulsive_orders
            and d.discounted_orders >= cast(t.impulsive_share as decimal(9, 6)) * d.orders_with_known_discount
            then 'impulsive'
        when
            s.total_purchase_days >= t.behavioural_purchases and g.gap_variation <= t.behavioural_variation
            then 'behavioural'
        when s.attitude_source = 'measured' and s.attitude >= t.emotional_from then 'emotional'
        when s.is_involved then 'cognitive'
    end as loyalty_type
from standing as s
cross join settings as t
left join brands as b on s.customer_key = b.customer_key
left join discounts as d on s.customer_key = d.customer_key
left join rhythms as g on s.customer_key = g.customer_key
