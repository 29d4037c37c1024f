-- One row per survey answer that $import_id repeated: the next import that repeats it replaces it now, or none does.
update survey_rows
set
    superseded_by = (
        select min(n.import_id)
        from survey_rows as n
        where
            n.identity_key = survey_rows.identity_key
            and n.answered_on = survey_rows.answered_on
            and n.score = survey_rows.score
            and n.scale_min = survey_rows.scale_min
            and n.scale_max = survey_rows.scale_max
            and n.kind is not distinct from survey_rows.kind
            and n.comment is not distinct from survey_rows.comment
            and n.expected_score is not distinct from survey_rows.expected_score
            and n.import_id > survey_rows.import_id
    )
where superseded_by = $import_id
