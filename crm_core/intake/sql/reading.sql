-- How the text of a field is read. Each gives null where there is nothing, or nothing that can be read.

create or replace temp macro text_of(field) as nullif(trim(field), '');

-- The same where fields are padded with tabs, no-break or wide spaces: slower, so only where the first rows show some.
create or replace temp macro unpadded_text_of(field) as
nullif(trim(field, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || chr(65279)), '');

create or replace temp macro half_width(field) as
translate(field, '０１２３４５６７８９．，－＋（）￥＄　−–' || chr(160) || chr(8239) || chr(8201), '0123456789.,-+()¥$ --   ');

-- In what follows no argument stands twice: DuckDB would take it out of the coalesce and compute it for every row.

-- A number without its currency, '-' in front if negative: brackets and a minus behind it mean the same.
create or replace temp macro bare_number(field, currency_pattern) as
regexp_replace(
    regexp_replace(
        trim(regexp_replace(upper(half_width(field)), currency_pattern, '', 'g')), '^\((.*)\)$|^([^-]*)-$', '-\1\2'
    ),
    '^([-+]) *| +$', '\1'
);

create or replace temp macro number_with_point(field, currency_pattern) as
coalesce(
    try_cast(field as decimal(18, 4)),
    try_cast(
        regexp_replace(
            regexp_extract(
                bare_number(field, currency_pattern),
                '^[-+]?(?:\d+|\d{1,3}(?:[, ''’]\d{2,3})*[, ''’]\d{3})?(?:\.\d*)?$'
            ), '[, ''’]', '', 'g'
        ) as decimal(18, 4)
    )
);

create or replace temp macro number_with_comma(field, currency_pattern) as
try_cast(
    replace(
        regexp_replace(
            regexp_extract(
                bare_number(field, currency_pattern),
                '^[-+]?(?:\d+|\d{1,3}(?:[. ''’]\d{2,3})*[. ''’]\d{3})?(?:,\d*)?$'
            ), '[. ''’]', '', 'g'
        ), ',', '.'
    ) as decimal(18, 4)
);

-- Years before 1000 are two figures read as four.
create or replace temp macro full_year(moment) as
case when year(moment) >= 1000 then moment end;

create or replace temp macro time_iso_first(field, formats) as
full_year(coalesce(try_cast(field as timestamp), try_strptime(text_of(field), formats)));

create or replace temp macro time_as_written(field, formats) as
full_year(coalesce(try_strptime(text_of(field), formats), try_cast(field as timestamp)));

-- The currency beside an amount, as written there; null if there is none. (Not upper(half_width()), which bare_number
-- has: see above.)
create or replace temp macro currency_sign(field, currency_pattern) as
nullif(regexp_extract(half_width(upper(field)), currency_pattern), '');

-- Words that stand for nothing in a column of numbers or dates. (A long IN list would become a join, and a join here
-- loses the order of the rows.)
create or replace temp macro is_blank(field) as
regexp_matches(lower(trim(coalesce(field, ''))), '^(-*|—|#?n/?a|nan|nat|null|none|nil|\\n|无|無)$');

create or replace temp macro default_scale_min(kind) as case when kind = 'csat' then 1 else 0 end;

create or replace temp macro default_scale_max(kind) as case when kind = 'csat' then 5 else 10 end;

-- A field as it stands in a CSV file.
create or replace temp macro csv_field(field) as
case
    when regexp_matches(coalesce(field, ''), '[",;\n\r\t|]') then '"' || replace(field, '"', '""') || '"'
    else coalesce(field, '')
end;
