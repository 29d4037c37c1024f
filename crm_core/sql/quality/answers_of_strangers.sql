-- One row per survey answer of a customer without any purchase, where there are purchases at all.
with shop as (
    select sum(purchases) as purchases
    from days
)

select
    w.customer_key,
    s.answered_on,
    s.score,
    s.import_id
from survey_rows as s
cross join shop as p
inner join identity_owners as w on s.identity_key = w.identity_key
left join first_purchases as f on w.customer_key = f.customer_key
where s.superseded_by is null and f.first_purchase is null and p.purchases > 0
