-- One row per customer of the import whom a forgotten customer referred.
update customer_rows
set referred_by = null
where
    import_id = $import_id
    and sha256(concat_ws('|', $salt, 'customer_id', referred_by)) in (select identity_hash from forgotten_identities)
