-- One row per identity of the customer $customer_key, those that were merged into it too.
create temp table own_identities as
select
    i.identity_key,
    i.kind,
    i.value
from identities as i
inner join identity_owners as w on i.identity_key = w.identity_key
where w.customer_key = $customer_key
