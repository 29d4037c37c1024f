-- One row per two customers that look like the same one: they share an e-mail, a phone, or a name and postcode. A value
-- that more than $names_at_most different names share is nobody's own and proposes nothing. Of a value's customers each
-- is proposed with the first that it was not told apart from; the pairs that brought most come first.
with usable as (
    select *
    from shared_values
    where
        not regexp_matches(value, '[*×]')
        and case evidence
            when 'email' then contains(value, '@') and not list_contains($addresses::varchar[], value)
            when 'phone' then length(value) >= 6 and not list_contains($phones::varchar[], value)
            else length(name) > 0 and length(value) > length(name) + 3 and not list_contains($ids::varchar[], name)
        end
),

guarded as (
    select
        evidence,
        value
    from usable
    group by evidence, value
    having count(distinct name) <= $names_at_most
),

members as (
    select distinct
        c.evidence,
        c.value,
        c.customer_key
    from usable as c
    semi join guarded as g on c.evidence = g.evidence and c.value = g.value
),

sums as (
    select
        p.customer_key,
        sum(p.revenue) as revenue,
        cast(sum(p.purchases) as bigint) as orders,
        min(p.first_purchase) as first_purchase,
        max(p.last_purchase) as last_purchase
    from customer_periods as p
    semi join members as m on p.customer_key = m.customer_key
    group by p.customer_key
),

facts as (
    select
        c.customer_key,
        c.customer_id,
        c.known_by,
        c.name,
        coalesce(s.revenue, 0) as revenue,
        coalesce(s.orders, 0) as orders,
        s.first_purchase,
        s.last_purchase,
        row_number() over (
            order by
                case c.known_by
                    when 'customer_id' then 1
                    when 'email' then 2
                    when 'phone' then 3
                    else 4
                end,
                coalesce(s.revenue, 0) desc,
                c.customer_key
        ) as rank
    from customers as c
    semi join members as m on c.customer_key = m.customer_key
    left join sums as s on c.customer_key = s.customer_key
),

placed as (
    select
        m.*,
        f.rank,
        row_number() over (partition by m.evidence, m.value order by f.rank) as place
    from members as m
    inner join facts as f on m.customer_key = f.customer_key
    qualify place <= $names_at_most + 1
),

told_apart as (
    select
        coalesce(m.customer_key, a.identity_key) as one,
        coalesce(n.customer_key, b.identity_key) as other
    from merge_decisions as d
    inner join identities as a on d.kind_a = a.kind and d.value_a = a.value
    inner join identities as b on d.kind_b = b.kind and d.value_b = b.value
    left join merged_identities as m on a.identity_key = m.identity_key
    left join merged_identities as n on b.identity_key = n.identity_key
    where not d.is_same
),

candidates as (
    select
        a.evidence,
        a.value,
        a.customer_key as one,
        b.customer_key as other
    from placed as a
    inner join placed as b on a.evidence = b.evidence and a.value = b.value and a.place < b.place
    anti join told_apart as t
        on
            least(a.customer_key, b.customer_key) = least(t.one, t.other)
            and greatest(a.customer_key, b.customer_key) = greatest(t.one, t.other)
    qualify row_number() over (partition by a.evidence, a.value, b.customer_key order by a.place) = 1
),

pairs as (
    select
        one,
        other,
        string_agg(evidence, ',' order by evidence) as evidence,
        string_agg(value, ' · ' order by evidence) as shared_values
    from candidates
    group by one, other
),

involved as (
    select one as customer_key from pairs
    union
    select other from pairs
)

select
    p.evidence,
    p.shared_values,
    a.customer_key as key_a,
    a.known_by as kind_a,
    a.customer_id as value_a,
    a.name as name_a,
    a.orders as orders_a,
    cast(a.revenue as double) as revenue_a,
    a.first_purchase as first_a,
    a.last_purchase as last_a,
    b.customer_key as key_b,
    b.known_by as kind_b,
    b.customer_id as value_b,
    b.name as name_b,
    b.orders as orders_b,
    cast(b.revenue as double) as revenue_b,
    b.first_purchase as first_b,
    b.last_purchase as last_b,
    count(*) over () as pairs,
    cast(
        (
            select sum(f.revenue) from facts as f
            semi join involved as i on f.customer_key = i.customer_key
        ) as double
    ) as revenue_of_all
from pairs as p
inner join facts as a on p.one = a.customer_key
inner join facts as b on p.other = b.customer_key
order by a.revenue + b.revenue desc, a.customer_key asc, b.customer_key asc
limit $at_most
