-- One row per dated fact of a customer: an event, joining, or a survey answer; undated customers are seen at the end.
with bounds as (
    select
        min(day) as first_day,
        max(day) as data_through
    from days
),

customer_files as (
    select
        w.customer_key,
        min(c.joined_on) as joined_on
    from customer_rows as c
    inner join identity_owners as w on c.identity_key = w.identity_key
    where c.superseded_by is null
    group by w.customer_key
),

facts as (
    select customer_key, day, kind, net_revenue, cost from events where customer_key is not null
    union all
    select customer_key, joined_on, 'joined', 0, 0 from customer_files where joined_on is not null
    union all
    select w.customer_key, s.answered_on, 'survey', 0, 0
    from survey_rows as s
    inner join identity_owners as w on s.identity_key = w.identity_key
    where s.superseded_by is null
    union all
    select c.customer_key, b.data_through, 'undated', 0, 0
    from customer_files as c
    cross join bounds as b
    where c.joined_on is null
)

select
    f.customer_key,
    greatest(f.day, b.first_day) as day,
    f.kind,
    f.net_revenue,
    f.cost
from facts as f
cross join bounds as b
where f.day <= b.data_through
