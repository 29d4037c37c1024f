-- One row per column of customers: how many customers there are, and of how many the files tell it.
with counted as (
    select
        count(*) as row_count,
        count(name) as name,
        count(email) as email,
        count(phone) as phone,
        count(region) as region,
        count(kind) as kind,
        count(source) as source,
        count(owner) as owner,
        count(joined_on) as joined_on,
        count(credit_limit) as credit_limit,
        count(referred_by) as referred_by
    from customers
),

rest as (
    select
        count(distinct w.customer_key) filter (where c.postcode is not null) as postcode,
        count(distinct w.customer_key) filter (where c.account is not null) as account
    from customer_rows as c
    inner join identity_owners as w on c.identity_key = w.identity_key
    where c.superseded_by is null and coalesce(c.postcode, c.account) is not null
),

both_counts as (
    select
        c.*,
        r.postcode,
        r.account
    from counted as c
    cross join rest as r
)

select
    row_count,
    column_name,
    filled
from (unpivot both_counts on columns(* exclude (row_count)) into name column_name value filled)
