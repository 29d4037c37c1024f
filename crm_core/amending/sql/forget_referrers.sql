-- One row per telling of another customer that names this one as who referred it.
update customer_rows
set referred_by = null
where referred_by in (select p.value from personal_texts as p)
