-- One row: how many of the judged values are dates in each order of their parts, and in one order only.
with narrow as (
    select text_of(case when strlen(value) > length(value) then half_width(value) else value end) as value
    from judged
    where value is not null
),

readings as (
    select
        time_iso_first(value, $ymd) is not null as ymd,
        full_year(parsed(value, $dmy)) is not null as dmy,
        full_year(parsed(value, $mdy)) is not null as mdy
    from narrow
)

select
    count(*) filter (ymd) as ymd,
    count(*) filter (dmy) as dmy,
    count(*) filter (mdy) as mdy,
    count(*) filter (dmy and not mdy) as only_dmy,
    count(*) filter (mdy and not dmy) as only_mdy
from readings
