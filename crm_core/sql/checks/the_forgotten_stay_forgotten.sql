-- One row per identity that was forgotten and is there again.
select i.identity_key
from identities as i
cross join meta as m
where
    m.key = 'forgetting_salt'
    and exists (select 1 from forgotten_identities)
    and sha256(concat_ws('|', m.value, i.kind, i.value)) in (select f.identity_hash from forgotten_identities as f)
