-- No row stays of an identity that no kept row names any more.
delete from identities
where identity_key not in (
    select identity_key
    from order_rows
    where identity_key is not null
    union
    select identity_key
    from customer_rows
    union
    select identity_key
    from survey_rows
)
