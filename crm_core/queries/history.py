"""How far the data reach behind a snapshot, and which snapshot a year's change is measured against."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from crm_core.queries.scope import NoData

# Why a year before may be missing: the snapshot has too little behind it itself; the year before has; it is still being
# built; it lies before the months that are kept.
HISTORY = """
with first as (
    select min(day) as day
    from days
)

select
    d.warming_up,
    f.day as first_day,
    date_diff('day', f.day, d.as_of) + 1 as days,
    case when c.as_of is not null and not b.warming_up then b.as_of end as compared_with,
    case
        when d.warming_up then 'too_short'
        when d.year_before < f.day or b.warming_up then 'year_too_short'
        when c.as_of is not null then ''
        when b.as_of is not null then 'pending'
        else 'not_kept'
    end as missing
from snapshot_dates as d
cross join first as f
left join snapshot_dates as b on d.year_before = b.as_of
left join cut_offs as c on b.as_of = c.as_of
where d.as_of = $as_of
"""

Missing = Literal["", "too_short", "year_too_short", "pending", "not_kept"]


@dataclass(frozen=True)
class History:
    """days of data from first_day up to the snapshot; compared_with: the as-of date a year before, None if it cannot be
    trusted, for the reason of `missing`."""

    warming_up: bool
    first_day: date
    days: int
    compared_with: date | None
    missing: Missing


def history(connection: duckdb.DuckDBPyConnection, as_of: date) -> History:
    """What stands behind the snapshot at `as_of`. A year before that is missing or warming up compares with nothing."""
    row = connection.execute(HISTORY, {"as_of": as_of}).fetchone()
    if row is None:
        raise NoData
    return History(*row)
