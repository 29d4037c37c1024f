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
                or are_among(
                    facts_told(
                        customer_rows.name, customer_rows.email, customer_rows.phone, customer_rows.account,
                        customer_rows.postcode, customer_rows.region, customer_rows.owner
                    ),
                    facts_told(
                        n.name, n.email, n.phone, n.account,
                        n.postcode, n.region, n.owner
                    )
                )
            )
    )
where superseded_by = $import_id
