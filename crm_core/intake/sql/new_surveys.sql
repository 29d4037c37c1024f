-- One row per survey answer of the file. line keeps their order.
insert into survey_rows by name
select
    p.identity_key,
    r.answered_on,
    r.score,
    r.scale_min,
    r.scale_max,
    r.kind,
    r.comment,
    r.expected_score,
    r.row_no + $first_line as line,
    $import_id as import_id,
    null as superseded_by
from rows_read as r
inner join people as p using (who)
anti join merged_rows as m on r.row_no = m.row_no
where r.reason is null
