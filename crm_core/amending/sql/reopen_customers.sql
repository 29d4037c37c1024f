-- One row per customer's facts that $import_id replaced: the next import that tells of it replaces them now, or none;
-- what order files tell, the next that says all of it anew.
update customer_rows
set
    superseded_by = (
        select min(n.import_id)
        from customer_rows as n
        where
            n.identity_key = customer_rows.identity_key
            and n.from_orders = customer_rows.from_orders
            and n.import_id > customer_rows.import_id
            and (
                not n.from_orders
                or (
                    (customer_rows.name is null or n.name is not null)
                    and (customer_rows.email is null or n.email is not null)
                    and (customer_rows.phone is null or n.phone is not null)
                    and (customer_rows.account is null or n.account is not null)
                    and (customer_rows.postcode is null or n.postcode is not null)
                    and (customer_rows.region is null or n.region is not null)
                    and (customer_rows.owner is null or n.owner is not null)
                )
            )
    )
where superseded_by = $import_id
