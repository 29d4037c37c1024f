-- How the text of a field is read. Each gives null where there is nothing, or nothing that can be read.

create or replace temp macro text_of(field) as nullif(trim(field), '');

-- A value as spreadsheets wrap it so that it stays text: ="007" or '007.
create or replace temp macro unwrapped(field) as
regexp_replace(field, '^=\s*"(.*)"\s*$|^''(.*)$', '\1\2');

-- The same as text_of where fields are wrapped, or padded with tabs, no-break or wide spaces: slower, so only where
-- the first rows show some.
create or replace temp macro bare_text_of(field) as
nullif(
    trim(unwrapped(trim(field, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || chr(65279)))), ''
);

-- A key without what cannot be seen in it: characters without width, and spaces of any kind around it. Plain ASCII has
-- as many bytes as characters, and is not searched.
create or replace temp macro visible(field) as
case
    when
        strlen(field) > length(field)
        and regexp_matches(field, '[\x{A0}\x{3000}\x{200B}-\x{200D}\x{2060}\x{FEFF}]')
        then regexp_replace(
            field,
            '^[\s\x{A0}\x{3000}\x{200B}-\x{200D}\x{2060}\x{FEFF}]+'
            || '|[\s\x{A0}\x{3000}\x{200B}-\x{200D}\x{2060}\x{FEFF}]+$|[\x{200B}\x{2060}\x{FEFF}]', '', 'g'
        )
    else field
end;

create or replace temp macro half_width(field) as
translate(field, '０１２３４５６７８９．，－＋（）￥＄／：　−–' || chr(160) || chr(8239) || chr(8201), '0123456789.,-+()¥$/: --   ');

-- Amounts of a trillion and more cannot be read: two figures fewer than are kept, so that a hundred of them add up.

-- In what follows no argument stands twice: DuckDB would take it out of the coalesce and compute it for every row. What
-- is needed twice goes through a lambda.

-- A number without its currency, '-' in front if negative: brackets and a minus behind it mean the same.
create or replace temp macro bare_number(field, currency_pattern) as
regexp_replace(
    regexp_replace(
        trim(regexp_replace(upper(half_width(unwrapped(trim(field)))), currency_pattern, '', 'g')),
        '^\((.*)\)$|^([^-]*)-$', '-\1\2'
    ),
    '^([-+]) *| +$', '\1'
);

-- 1.2万 is 12000. A number with a decimal comma never has such a unit.
create or replace temp macro number_in_units(bare) as
try_cast(
    try_cast(regexp_extract(bare, '^([-+]?\d+(?:\.\d+)?) *[万萬亿億]$', 1) as decimal(18, 8))
    * case when regexp_matches(bare, '[亿億]') then 100000000 else 10000 end as decimal(16, 4)
);

create or replace temp macro number_with_point(field, currency_pattern) as
coalesce(
    try_cast(field as decimal(16, 4)),
    case
        when regexp_matches(field, '[\d０-９]')
            then list_transform(
                [bare_number(field, currency_pattern)],
                lambda bare: coalesce(
                    try_cast(
                        regexp_replace(
                            regexp_extract(
                                bare, '^[-+]?(?:\d+|\d{1,3}(?:[, ''’]\d{2,3})*[, ''’]\d{3})?(?:\.\d*)?$'
                            ), '[, ''’]', '', 'g'
                        ) as decimal(16, 4)
                    ),
                    number_in_units(bare)
                )
            )[1]
    end
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
    ) as decimal(16, 4)
);

-- Years before 1000 are two figures read as four.
create or replace temp macro full_year(moment) as
case when year(moment) >= 1000 then moment end;

-- A moment without the offset to UTC behind it (2024-03-01 10:00:00 +0200, 2024-03-01T10:00:00Z, 10:00 UTC), and with
-- the half of the day behind the time: 下午 3:04 is 3:04 PM.
create or replace temp macro bare_moment(field) as
regexp_replace(
    regexp_replace(
        regexp_replace(text_of(field), '(\d) *(Z|UTC|GMT|[-+]\d\d:?\d\d)$', '\1'), '上午 *([\d:]+)$', '\1 AM'
    ),
    '下午 *([\d:]+)$', '\1 PM'
);

-- Seconds or milliseconds since 1970, or days since 1899 as spreadsheets count them.
create or replace temp macro time_as_number(bare) as
case
    when regexp_matches(bare, '^\d{13}$') then epoch_ms(try_cast(bare as bigint))
    when regexp_matches(bare, '^1\d{9}$') then epoch_ms(try_cast(bare || '000' as bigint))
    when regexp_matches(bare, '^[345]\d{4}(\.\d+)?$')
        then timestamp '1899-12-30' + to_seconds(cast(round(try_cast(bare as double) * 86400) as bigint))
end;

-- What the first fitting format says. DuckDB looks one byte behind a text that ends before its format does, and falls
-- if the memory ends there too: hence the blank, which strptime passes over, and no format with a word behind a blank.
-- The text must not be blank itself.
create or replace temp macro parsed(text, formats) as
try_strptime(replace(text, ' at ', ' ') || ' ', formats);

-- A number is no date of any format, and each format that does not fit takes its time.
create or replace temp macro moment_of(bare, formats) as
coalesce(try_cast(bare as timestamp), time_as_number(bare), parsed(bare, formats));

-- A moment in full-width figures or signs. What is plain ASCII has as many bytes as characters, and was looked at.
create or replace temp macro wide_moment(field, formats) as
case
    when strlen(field) > length(field)
        then list_transform([bare_moment(half_width(field))], lambda bare: moment_of(bare, formats))[1]
end;

create or replace temp macro time_iso_first(field, formats) as
full_year(
    coalesce(
        try_cast(field as timestamp),
        list_transform([bare_moment(field)], lambda bare: moment_of(bare, formats))[1],
        wide_moment(field, formats)
    )
);

create or replace temp macro time_as_written(field, formats) as
full_year(
    coalesce(
        parsed(text_of(field), formats),
        list_transform([bare_moment(field)], lambda bare: moment_of(bare, formats))[1],
        wide_moment(field, formats)
    )
);

-- Seconds ahead of UTC that the offset behind a moment says; null if there is none. What counts the seconds or
-- milliseconds since 1970 counts them in UTC.
create or replace temp macro offset_seconds(field) as
case
    when regexp_matches(field, '\d *(Z|UTC|GMT) *$') then 0
    when regexp_matches(field, ':\d\d(\.\d+)? *[-+]\d\d:?\d\d *$')
        then (
            cast(regexp_extract(field, '[-+](\d\d):?\d\d *$', 1) as integer) * 3600
            + cast(regexp_extract(field, '(\d\d) *$', 1) as integer) * 60
        ) * case when regexp_matches(field, '-\d\d:?\d\d *$') then -1 else 1 end
    when regexp_matches(field, '^ *(\d{13}|1\d{9}) *$') then 0
end;

-- A moment as written, moved from its offset (or that of its column, in seconds) to the clock of a time zone.
create or replace temp macro in_time_zone(moment, field, column_offset, zone) as
coalesce(
    timezone(
        zone, timezone('UTC', moment - to_seconds(coalesce(offset_seconds(field), cast(column_offset as integer))))
    ),
    moment
);

-- The currency beside an amount, as written there; null if there is none. (Not upper(half_width()), which bare_number
-- has: see above.)
create or replace temp macro currency_sign(field, currency_pattern) as
nullif(regexp_extract(half_width(upper(field)), currency_pattern), '');

-- Words that stand for nothing in a column of numbers or dates. (A long IN list would become a join, and a join here
-- loses the order of the rows.)
create or replace temp macro is_blank(field) as
regexp_matches(lower(trim(coalesce(field, ''))), '^(-*|—|#?n/?a|nan|nat|null|none|nil|\\n|无|無)$');

-- A number of which a spreadsheet has kept only the first figures: 1.23E+15.
create or replace temp macro is_shortened(field) as
case when contains(field, '+') then regexp_matches(field, '^\d([.,]\d+)?[Ee]\+\d+$') end;

create or replace temp macro unshortened(field) as
case when not coalesce(is_shortened(field), false) then field end;

create or replace temp macro default_scale_min(kind) as case when kind = 'csat' then 1 else 0 end;

create or replace temp macro default_scale_max(kind) as case when kind = 'csat' then 5 else 10 end;

-- A field as it stands in a CSV file.
create or replace temp macro csv_field(field) as
case
    when regexp_matches(coalesce(field, ''), '[",;\n\r\t|]') then '"' || replace(field, '"', '""') || '"'
    else coalesce(field, '')
end;

-- A word without case, spaces and punctuation.
create or replace temp macro word_of(text) as lower(regexp_replace(text, '[^\p{L}\p{N}]', '', 'g'));

-- Whether a status, or one of the parts it is made of ('已取消，退款成功', '(删除)锁定'), is among these words.
create or replace temp macro says_any(text, words) as
list_contains(words, word_of(text))
or list_has_any(
    list_transform(regexp_split_to_array(text, '[,，;；|/()（）\[\]【】]+| - '), lambda part: word_of(part)), words
);
