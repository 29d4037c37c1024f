-- One row per way in which the rows of the file name a forgotten customer.
create temp table forgotten_people as
select who
from people
where sha256(concat_ws('|', $salt, kind, value)) in (select identity_hash from forgotten_identities)
