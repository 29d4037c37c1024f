"""Snapshots beside each other: two dates, a date and what came after it, one date in two builds."""

from datetime import date

import duckdb

from crm_core.labelling import make, model

BETWEEN_STEPS = (("view", "answers_between"), ("view", "refunds_between"), ("view", "pairs"), ("view", "changes"))
# Tables instead of views where all of them are asked several times.
KEPT_STEPS = (("table", "answers_between"), ("table", "refunds_between"), ("view", "pairs"), ("table", "changes"))


def compare(connection: duckdb.DuckDBPyConnection, previous: date, as_of: date) -> None:
    """Make the temporary tables that models/between read: the two snapshots compared, and what happened between them.

    Both must be labelled. Views `pairs` and, by its model, `moves` can be asked afterwards on this connection.
    """
    _name(connection, previous, as_of)
    make(connection, BETWEEN_STEPS)


def _name(connection: duckdb.DuckDBPyConnection, previous: date, as_of: date) -> None:
    """Make table `compared`, one row: which two snapshots."""
    connection.execute(
        "create or replace temp table compared as select cast($previous as date) as previous,"
        " cast($as_of as date) as as_of, p.last_period as previous_last_period, n.last_period"
        " from snapshot_periods as p cross join snapshot_periods as n where p.as_of = $previous and n.as_of = $as_of",
        {"previous": previous, "as_of": as_of},
    )


def compare_with_month_before(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """Append the moves of a month, and its leaky bucket."""
    row = connection.execute(
        "select max(as_of) from snapshot_dates where as_of < $as_of and not is_comparison", {"as_of": as_of}
    ).fetchone()
    assert row is not None
    _name(connection, row[0], as_of)
    make(connection, KEPT_STEPS)
    connection.execute(f"insert into flow_rows by name {model('flow')}")
    connection.execute(f"insert into move_rows by name {model('moves')}")
    for kind, name in KEPT_STEPS:
        connection.execute(f"drop {kind} temp.{name}")


def look_afterwards(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """What the customers of a snapshot did in the months after it."""
    row = connection.execute(
        "select n.as_of from snapshot_dates as d cross join settings as s inner join snapshot_dates as n"
        " on n.as_of = last_day(cast(d.month + to_months(s.outcome_months) as date)) where d.as_of = $as_of",
        {"as_of": as_of},
    ).fetchone()
    assert row is not None
    _name(connection, as_of, row[0])
    connection.execute(f"insert into outcome_rows by name {model('outcomes')}")


def try_cut_offs(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """Append how many came back after so many usual gaps of silence."""
    connection.execute(f"insert into return_rows by name {model('return_rows')}")


def restate(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """Which labels of this date differ from those of the build before, customer by customer for the newest."""
    parameters = {"as_of": as_of, "build_id": build_id}
    connection.execute("create or replace temp table restated as select cast($as_of as date) as as_of,"
                       " cast($build_id as integer) as build_id", parameters)  # fmt: skip
    make(connection, (("table", "restatements"),))
    for name in ("restated_groups", "restated_rows"):
        connection.execute(f"insert into {name} by name {model(name)}")


def drop_set_aside(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """Give up the snapshots of the build before, which have been compared."""
    connection.execute("drop table if exists snapshot_rows_before")
