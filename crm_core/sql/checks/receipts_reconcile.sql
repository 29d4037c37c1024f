-- One row per import whose rows or amounts do not add up.
select
    import_id,
    rows_in_file,
    accepted + merged + refunds + not_counted + rejected as rows_accounted_for,
    amount_in_file,
    amount_accepted + amount_merged + amount_refunds + amount_not_counted + amount_rejected as amounts_accounted_for
from imports
where
    rows_in_file <> accepted + merged + refunds + not_counted + rejected
    or amount_in_file <> amount_accepted + amount_merged + amount_refunds + amount_not_counted + amount_rejected
