-- One row per customer with a survey answer in the survey window of the snapshot being built: the newest, as 0–100.
with answers as (
    select
        w.customer_key,
        cast(100 * (s.score - s.scale_min) / (s.scale_max - s.scale_min) as double) as attitude,
        row_number() over (
            partition by w.customer_key
            order by s.answered_on desc, s.import_id desc, s.line desc
        ) as age
    from survey_rows as s
    inner join identity_owners as w on s.identity_key = w.identity_key
    cross join building as b
    where s.superseded_by is null and s.answered_on between b.survey_start and b.as_of
)

select
    customer_key,
    attitude
from answers
where age = 1
