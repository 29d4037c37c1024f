-- One row: how many of the judged numbers show a decimal point, a decimal comma, or a mark that can be either.
with numbers as (
    select regexp_replace(bare_number(value, $currency_pattern), '[-+() ]', '', 'g') as number
    from judged
    where contains(value, '.') or contains(value, ',') or contains(value, '．') or contains(value, '，')
)

select
    count(*) filter (
        regexp_matches(
            number, '^[\d,''’]*\.(\d{1,2}|\d{4,})$|^0?\.\d+$|^[\d''’]+,[\d,''’]*\.\d+$|^\d{1,3}(,\d{3}){2,}$'
        )
    ) as points,
    count(*) filter (
        regexp_matches(number, '^[\d.''’]*,(\d{1,2}|\d{4,})$|^0?,\d+$|^[\d''’]+\.[\d.''’]*,\d+$|^\d{1,3}(\.\d{3}){2,}$')
    ) as commas,
    count(*) filter (regexp_matches(number, '^[1-9]\d{0,2}[.,]\d{3}$')) as either
from numbers
