"""Since when alerts tell what changed: the last import, the last visit or the month before, as a snapshot of then."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import duckdb

from crm_core.database import SQL

Way = Literal["import", "visit", "month"]
# no_history: this snapshot, or all before it, have too little behind them; pending: the months are still being
# compared; nothing_newer: the data reach no further than at the last visit.
Missing = Literal["", "no_history", "pending", "nothing_newer"]
# A month before is the newest snapshot at least 28 days older: the newest one may end in mid-month.
MONTH_FROM, MONTH_TO = 28, 62

# The newest snapshot up to which the data reached then, and the newest about a month old; both with enough history.
SNAPSHOTS = """
with shown as (
    select as_of
    from calendar
    where as_of < $as_of and not warming_up
),

found as (
    select
        max(as_of) filter (where as_of <= $reached) as then,
        max(as_of) filter (where as_of between cast($as_of as date) - $month_to and cast($as_of as date) - $month_from)
            as month
    from shown
)

select
    f.then,
    f.month,
    (select warming_up from calendar where as_of = $as_of) as warming_up
from found as f
"""

# Months that are not yet compared with the month before them, after the first date up to the second.
NOT_COMPARED = """
select count(*)
from snapshot_dates as d
anti join finished_work as w on d.as_of = w.as_of and w.work = 'compare'
where not d.is_comparison and d.as_of > $since and d.as_of <= $as_of
"""
NOT_LABELLED = """
select count(*)
from snapshot_dates as d
anti join cut_offs as c on d.as_of = c.as_of
where d.as_of <= $as_of
"""
LOADS = (SQL / "alerts" / "loads.sql").read_text("utf-8")
REACHED = (SQL / "alerts" / "reached.sql").read_text("utf-8")


@dataclass(frozen=True)
class Load:
    """The newest load that brought newer days. reached: the last day of orders before it came; None: there were none.

    on: when it came; files: how many it had.
    """

    on: date
    files: int
    reached: date | None


@dataclass(frozen=True)
class Since:
    """The snapshot compared with (as_of; None: see missing), and by which way it was found.

    reached: the last day of the data then, for an import or a visit. asked: the way wished for, if another was taken
    because nothing was there before (or nothing with enough history).
    """

    way: Way
    as_of: date | None
    reached: date | None = None
    asked: Way | None = None
    missing: Missing = ""


def since(connection: duckdb.DuckDBPyConnection, as_of: date, way: Way, reached: date | None = None) -> Since:
    """What to compare the snapshot of `as_of` with; reached: the newest day of data at the visit or before the load."""
    if way == "visit" and reached is not None and reached >= as_of:
        return Since(way, None, reached, way, "nothing_newer")
    parameters = {"as_of": as_of, "reached": reached, "month_from": MONTH_FROM, "month_to": MONTH_TO}
    row = connection.execute(SNAPSHOTS, parameters).fetchone()
    assert row is not None
    then, month, warming_up = row
    if way != "month" and then is not None and not warming_up:
        found = Since(way, then, reached, way)
    elif month is not None and not warming_up:
        found = Since("month", month, None, way)
    else:
        return Since("month", None, None, way, "no_history" if _has_all(connection, as_of) else "pending")
    is_pending = _count(connection, NOT_COMPARED, since=found.as_of, as_of=as_of) > 0
    return replace(found, as_of=None, missing="pending") if is_pending else found


def last_load(connection: duckdb.DuckDBPyConnection) -> Load | None:
    """The newest load in force that brought newer days than those before it; None if there is no load at all.

    A load of customers only, or of months that were there already, changes what is known of the past: passed over.
    """
    loads = connection.execute(LOADS).fetchall()
    if not loads:
        return None
    if len(loads) == 1:  # to look through all orders would be for nothing
        return Load(loads[0][0].date(), loads[0][1], None)
    rows = connection.execute(REACHED).fetchall()
    days = [_reached(rows, last_import) for _on, _files, last_import in loads]
    for place in range(len(loads) - 1, 0, -1):
        now, before = days[place], days[place - 1]
        if now is not None and (before is None or now > before):
            return Load(loads[place][0].date(), loads[place][1], before)
    return Load(loads[0][0].date(), loads[0][1], None)


def _reached(rows: list[tuple[Any, ...]], last_import: int) -> date | None:
    """The last day of the orders that were in force once this import had come."""
    return max(
        (day for import_id, later, day in rows if import_id <= last_import and (later is None or later > last_import)),
        default=None,
    )


def _has_all(connection: duckdb.DuckDBPyConnection, as_of: date) -> bool:
    """Whether all snapshots up to this one are labelled."""
    return _count(connection, NOT_LABELLED, as_of=as_of) == 0


def _count(connection: duckdb.DuckDBPyConnection, sql: str, **values: date | None) -> int:
    row = connection.execute(sql, values).fetchone()
    assert row is not None
    return int(row[0])
