-- No identity of the customer stays.
delete from identities
where identity_key in (select o.identity_key from own_identities as o)
