-- One row per dated fact of a customer: an event, joining, or a survey answer; undated customers are seen at the end,
-- and those with an order that lacks a date, because it does not count, too.
-- What came before the first order counts as seen on its day.
with bounds as (
    select
        min(day) as first_day,
        max(day) as data_through
    from periods
),

customer_files as (
    select
        w.customer_key,
        min(c.joined_on) as joined_on
    from customer_rows as c
    inner join identity_owners as w on c.identity_key = w.identity_key
    where c.superseded_by is null
    group by w.customer_key
)

select
    customer_key,
    day,
    kind,
    net_revenue,
    cost
from events
where customer_key is not null and day is not null
union all
select
    c.customer_key,
    greatest(c.joined_on, b.first_day),
    'joined',
    null,
    null
from customer_files as c
cross join bounds as b
where c.joined_on is not null
union all
select
    w.customer_key,
    greatest(s.answered_on, b.first_day),
    'survey',
    null,
    null
from survey_rows as s
inner join identity_owners as w on s.identity_key = w.identity_key
cross join bounds as b
where s.superseded_by is null
union all
select
    c.customer_key,
    b.data_through,
    'undated',
    null,
    null
from customer_files as c
cross join bounds as b
where c.joined_on is null
union all
select
    w.customer_key,
    b.data_through,
    'undated',
    null,
    null
from order_rows as o
inner join identity_owners as w on o.identity_key = w.identity_key
cross join bounds as b
where o.superseded_by is null and o.ordered_at is null
