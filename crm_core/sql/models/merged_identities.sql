-- One row per identity that belongs to another customer: an e-mail to the one customer_id with it, if only one has it.
-- All other identities are customers of their own; so few rows keep the join to ten million orders cheap.
with email_claims as (
    select
        c.email,
        min(c.identity_key) as customer_key,
        count(distinct c.identity_key) as claimants
    from customer_rows as c
    inner join identities as i on c.identity_key = i.identity_key
    where c.superseded_by is null and i.kind = 'customer_id' and c.email is not null
    group by c.email
)

select
    i.identity_key,
    e.customer_key
from identities as i
inner join email_claims as e on i.value = e.email
where i.kind = 'email' and e.claimants = 1
order by i.identity_key
