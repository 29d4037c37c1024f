"""How far the data reach behind a snapshot, and which snapshot a year's change is measured against."""

from dataclasses import dataclass
from datetime import date

import duckdb

from crm_core.queries.scope import NoData

HISTORY = """
select
    d.warming_up,
    date_diff('day', (select min(day) from days), d.as_of) + 1 as days,
    case when c.as_of is not null and not b.warming_up then b.as_of end as compared_with
from snapshot_dates as d
left join snapshot_dates as b on d.year_before = b.as_of
left join cut_offs as c on b.as_of = c.as_of
where d.as_of = $as_of
"""


@dataclass(frozen=True)
class History:
    """days of data up to the snapshot; compared_with: the as-of date a year before, None if it cannot be trusted."""

    warming_up: bool
    days: int
    compared_with: date | None


def history(connection: duckdb.DuckDBPyConnection, as_of: date) -> History:
    """What stands behind the snapshot at `as_of`. A year before that is missing or warming up compares with nothing."""
    row = connection.execute(HISTORY, {"as_of": as_of}).fetchone()
    if row is None:
        raise NoData
    return History(*row)
