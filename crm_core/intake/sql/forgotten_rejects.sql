-- One row per rejected row of the import that names a forgotten customer in one of its fields, whatever else is wrong.
update rejects
set
    value = null,
    record = null
where
    import_id = $import_id
    and (
        reason = 'forgotten'
        or rowid in (
            with fields as (
                select
                    rowid as row_no,
                    trim(
                        unnest(regexp_extract_all(concat_ws(',', value, record), '"[^"]*"|[^,;|\t]+')), ' ="'''
                    ) as field
                from rejects
                where import_id = $import_id
            ),

            worded as (
                select
                    row_no,
                    field,
                    array_to_string(list_sort(regexp_extract_all(lower(field), '[\p{L}\p{N}]+')), ' ') as words
                from fields
            ),

            named as (
                select
                    f.row_no,
                    k.kind,
                    case k.kind
                        when 'email' then lower(f.field)
                        when 'phone' then regexp_replace(f.field, '[^0-9]', '', 'g')
                        when 'name' then f.words
                        else f.field
                    end as value
                from worded as f
                cross join (values ('customer_id'), ('email'), ('phone'), ('account'), ('name')) as k (kind)
            )

            select n.row_no
            from named as n
            where sha256(concat_ws('|', $salt, n.kind, n.value)) in (select identity_hash from forgotten_identities)
        )
    )
