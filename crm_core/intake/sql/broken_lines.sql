-- One row per line that the reader could not cut into fields. counted: the reader's count of records, blank ones too.
create temp table broken_lines as
select
    cast(line as bigint) as counted,
    cast(line as bigint) + $lines_per_record as line,
    arg_min(cast(error_type as varchar), byte_position) as error,
    trim(any_value(csv_line), chr(10) || chr(13)) as record
from reader_errors
group by line
