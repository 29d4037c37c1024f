-- One row per as-of date whose leaky bucket does not begin as that of the month before ended.
with months as (
    select
        as_of,
        previous,
        sum(opening) as opening,
        sum(closing) as closing,
        sum(opening_revenue) as opening_revenue,
        sum(closing_revenue) as closing_revenue
    from flow_rows
    group by as_of, previous
)

select m.*
from months as m
inner join months as b on m.previous = b.as_of
where m.opening <> b.closing or m.opening_revenue <> b.closing_revenue
