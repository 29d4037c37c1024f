-- One row: how many of the judged values are dates in each order of their parts, and in one order only.
with readings as (
    select
        time_iso_first(value, $ymd) is not null as ymd,
        full_year(try_strptime(value, $dmy)) is not null as dmy,
        full_year(try_strptime(value, $mdy)) is not null as mdy
    from judged
    where value is not null
)

select
    count(*) filter (ymd) as ymd,
    count(*) filter (dmy) as dmy,
    count(*) filter (mdy) as mdy,
    count(*) filter (dmy and not mdy) as only_dmy,
    count(*) filter (mdy and not dmy) as only_mdy
from readings
