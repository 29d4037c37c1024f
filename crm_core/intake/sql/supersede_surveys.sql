update survey_rows
set superseded_by = $import_id
from (
    select * from survey_rows
    where import_id = $import_id
) as new
where
    survey_rows.superseded_by is null
    and survey_rows.import_id <> $import_id
    and (
        survey_rows.identity_key, survey_rows.answered_on, survey_rows.kind, survey_rows.score, survey_rows.scale_min,
        survey_rows.scale_max, survey_rows.comment, survey_rows.expected_score
    ) is not distinct from (
        new.identity_key, new.answered_on, new.kind, new.score, new.scale_min, new.scale_max, new.comment,
        new.expected_score
    )
