update people
set identity_key = identities.identity_key
from identities
where people.kind = identities.kind and people.value = identities.value
