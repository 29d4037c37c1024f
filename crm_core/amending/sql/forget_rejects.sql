-- One row per rejected row that names the customer: an e-mail, a phone's digits, all words of a name, or a whole field.
update rejects
set
    value = null,
    record = null
where rowid in (
    with written as (
        select
            rowid as row_no,
            lower(concat_ws(',', value, record)) as text,
            regexp_replace(concat_ws(',', value, record), '[^0-9]', '', 'g') as digits,
            regexp_extract_all(lower(concat_ws(',', value, record)), '[\p{L}\p{N}]+') as words
        from rejects
    ),

    judged as (
        select
            w.row_no,
            case p.kind
                when 'email' then contains(w.text, p.value)
                when 'phone' then contains(w.digits, p.value)
                when 'name' then list_has_all(w.words, regexp_extract_all(lower(p.value), '[\p{L}\p{N}]+'))
                else regexp_matches(
                    w.text, '(^|[,;|\t])[\s"''=]*' || regexp_escape(lower(p.value)) || '[\s"'']*($|[,;|\t])'
                )
            end as names_the_customer
        from written as w
        cross join personal_texts as p
    )

    select j.row_no
    from judged as j
    where j.names_the_customer
)
