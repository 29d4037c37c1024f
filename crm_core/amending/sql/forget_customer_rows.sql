-- No row stays of what files said of the customer.
delete from customer_rows
where identity_key in (select o.identity_key from own_identities as o)
