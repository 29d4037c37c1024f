-- One row: a fingerprint of the imports in force, in their order.
select sha256(coalesce(string_agg(import_id || ':' || fingerprint, ',' order by import_id), '')) as version
from imports
