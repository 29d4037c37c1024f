-- One row per identity: the customer it belongs to. An e-mail belongs to the one customer_id that has it, if only one has.
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
    coalesce(e.customer_key, i.identity_key) as customer_key
from identities as i
left join email_claims as e on i.kind = 'email' and i.value = e.email and e.claimants = 1
order by i.identity_key
