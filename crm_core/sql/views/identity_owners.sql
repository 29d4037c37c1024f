-- One row per identity: the customer it belongs to.
select
    i.identity_key,
    coalesce(m.customer_key, i.identity_key) as customer_key
from identities as i
left join merged_identities as m on i.identity_key = m.identity_key
