-- No answer of the customer stays.
delete from survey_rows
where identity_key in (select o.identity_key from own_identities as o)
