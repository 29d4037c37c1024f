-- One row per customer with a survey answer after the earlier of the two snapshots compared, up to the later one.
select distinct w.customer_key
from survey_rows as s
inner join identity_owners as w on s.identity_key = w.identity_key
cross join compared as c
where s.superseded_by is null and s.answered_on > c.previous and s.answered_on <= c.as_of
