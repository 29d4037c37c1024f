-- One row per customer's facts that $import_id replaced: the next import that tells of it replaces them now, or none.
update customer_rows
set
    superseded_by = (
        select min(n.import_id)
        from customer_rows as n
        where
            n.identity_key = customer_rows.identity_key
            and n.from_orders = customer_rows.from_orders
            and n.import_id > customer_rows.import_id
    )
where superseded_by = $import_id
