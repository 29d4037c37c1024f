-- No search that names the customer stays in a saved segment: its words are dropped, its other conditions stay.
update segments
set filters = json_merge_patch(filters, '{"words": ""}')
where segment_id in (
    select s.segment_id
    from segments as s
    cross join personal_texts as p
    where
        case
            when p.kind = 'name'
                then
                    list_has_any(
                        regexp_extract_all(lower(s.filters ->> '$.words'), '[\p{L}\p{N}]+'),
                        regexp_extract_all(lower(p.value), '[\p{L}\p{N}]+')
                    )
            when p.kind = 'phone'
                then contains(regexp_replace(s.filters ->> '$.words', '[^0-9]', '', 'g'), p.value)
            else contains(lower(s.filters ->> '$.words'), lower(p.value))
        end
)
