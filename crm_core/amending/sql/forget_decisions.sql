-- No decision stays that names an identity of the customer.
delete from merge_decisions
where
    (kind_a, value_a) in (select (o.kind, o.value) from own_identities as o)
    or (kind_b, value_b) in (select (o.kind, o.value) from own_identities as o)
