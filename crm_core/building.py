"""The build: kept rows and settings → snapshots, in two steps.

`build_newest` belongs into the transaction that loads a file: it replaces everything and labels the newest month.
`fill_history` does the rest afterwards, one transaction for each piece of work, so that it can be stopped and resumed:
it labels the other months, compares each with the month before and with what came after it, and looks ahead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import duckdb

from crm_core import settings as settings_module
from crm_core.checking import WITH_EVERY_BUILD, violations
from crm_core.database import SQL, transaction
from crm_core.settings import Settings

Progress = Callable[[float], None]

# In order: each reads only what stands before it.
STEPS = (
    ("table", "merged_identities"),
    ("view", "identity_owners"),
    ("table", "order_refunds"),
    ("view", "orders"),
    ("view", "events"),
    ("table", "days"),
    ("table", "snapshot_dates"),
    ("table", "periods"),
    ("table", "snapshot_periods"),
    ("view", "sightings"),
    ("table", "customers"),
    ("table", "shared_values"),
    ("table", "scopes"),
    ("table", "customer_periods"),
    ("table", "cohort_cells"),
    ("table", "customer_items"),
    ("view", "calendar"),
    ("view", "snapshots"),
    ("view", "snapshot_groups"),
    ("view", "window_totals"),
)
# A temporary table or view for the one as-of date that table `building` holds.
LOST_STEPS = (("table", "histories"), ("table", "rhythm"), ("view", "pace"))
WINDOW_STEPS = (*LOST_STEPS, ("table", "breadths"), ("view", "expected_values"), ("table", "windows"))
FACT_STEPS = (*WINDOW_STEPS, ("table", "attitudes"), ("view", "lost_before"), ("view", "held_tiers"))
LINES = (("table", "lines"),)
BETWEEN_STEPS = (("table", "answers_between"), ("table", "refunds_between"), ("view", "pairs"))


@dataclass(frozen=True)
class Work:
    """One piece of what fill_history does, for one as-of date."""

    name: str
    as_of: date


def model(name: str) -> str:
    """The select of a model or view."""
    kind = "views" if (SQL / "views" / f"{name}.sql").exists() else "models"
    folders = (SQL / kind, SQL / "models" / "snapshot", SQL / "models" / "between")
    return next(path for folder in folders if (path := folder / f"{name}.sql").exists()).read_text("utf-8")


def build_newest(connection: duckdb.DuckDBPyConnection, settings: Settings, progress: Progress = lambda _: None) -> int:
    """Replace all built tables and label the newest snapshot; the caller holds the transaction. Returns the build id.

    Without any order that counts there is nothing to label: the tables are empty then, and that is a valid state.
    """
    settings_module.save(connection, settings)
    for name in ("built", "rules"):
        connection.execute((SQL / f"{name}.sql").read_text("utf-8"))
    connection.execute(f"create or replace view data_version as {model('data_version')}")
    build_id = _register(connection)
    for done, (kind, name) in enumerate(STEPS):
        connection.execute(f"create or replace {kind} {name} as {model(name)}")
        progress(0.7 * (done + 1) / len(STEPS))
    newest = connection.execute("select as_of from snapshot_dates where is_newest").fetchone()
    if newest is not None:
        for as_of in _before(connection, newest[0]):
            _find_lost(connection, as_of)
        for as_of in _remembered(connection, newest[0]):
            _find_tiers(connection, as_of)
        _label(connection, newest[0], build_id)
    broken = violations(connection, list(WITH_EVERY_BUILD))
    if broken:
        raise AssertionError(f"the build breaks its own rules: {broken}")
    _note(connection, "build_id", str(build_id))
    _note(connection, "data_through", str(newest[0]) if newest else "")
    progress(1.0)
    return build_id


def pending(connection: duckdb.DuckDBPyConnection) -> list[Work]:
    """What is still to be done for the present build, in the order in which it is done."""
    if current_build(connection) == 0:
        return []
    rows = connection.execute((SQL / "pending_work.sql").read_text("utf-8")).fetchall()
    return [Work(*row) for row in rows]


def fill_history(connection: duckdb.DuckDBPyConnection, progress: Progress = lambda _: None) -> bool:
    """Do what is pending, each piece in its own transaction; False if a newer build took over meanwhile."""
    build_id, waiting = current_build(connection), pending(connection)
    for done, work in enumerate(waiting):
        with transaction(connection):
            if current_build(connection) != build_id:
                return False
            if work in pending(connection):
                WORK[work.name](connection, work.as_of, build_id)
                connection.execute(
                    "insert into finished_work values ($name, $as_of)", {"name": work.name, "as_of": work.as_of}
                )
        progress((done + 1) / len(waiting))
    return True


def current_build(connection: duckdb.DuckDBPyConnection) -> int:
    """The id of the newest build; 0 if nothing was built yet."""
    row = connection.execute("select coalesce(max(build_id), 0) from builds").fetchone()
    assert row is not None
    return int(row[0])


def _register(connection: duckdb.DuckDBPyConnection) -> int:
    build_id = current_build(connection) + 1
    connection.execute(
        "insert into builds select $build_id, v.version, to_json(s) from data_version as v cross join settings as s",
        {"build_id": build_id},
    )
    return build_id


def _note(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    connection.execute("insert or replace into meta values ($key, $value)", {"key": key, "value": value})


def _before(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[date]:
    rows = connection.execute(
        "select as_of from snapshot_dates where as_of < $as_of and not is_comparison and not warming_up"
        " order by as_of desc limit 3",
        {"as_of": as_of},
    ).fetchall()
    return [row[0] for row in rows]


def _remembered(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[date]:
    """The monthly snapshots before this one whose tiers may still count at it."""
    rows = connection.execute(
        "select as_of from snapshot_dates where as_of < $as_of and not is_comparison order by as_of desc limit $most",
        {"as_of": as_of, "most": _memory(connection) - 1},
    ).fetchall()
    return [row[0] for row in rows]


def _start(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int = 0) -> None:
    connection.execute(
        "create or replace temp table building as select d.*, p.* exclude (as_of), cast($build_id as integer) as"
        " build_id from snapshot_dates as d inner join snapshot_periods as p on d.as_of = p.as_of"
        " where d.as_of = $as_of",
        {"as_of": as_of, "build_id": build_id},
    )


def compare(connection: duckdb.DuckDBPyConnection, previous: date, as_of: date) -> None:
    """Make the temporary tables that models/between read: the two snapshots compared, and what happened between them.

    Both must be labelled. Views `pairs` and, by its model, `moves` can be asked afterwards on this connection.
    """
    connection.execute(
        "create or replace temp table compared as select cast($previous as date) as previous,"
        " cast($as_of as date) as as_of, p.last_period as previous_last_period, n.last_period"
        " from snapshot_periods as p cross join snapshot_periods as n where p.as_of = $previous and n.as_of = $as_of",
        {"previous": previous, "as_of": as_of},
    )
    _make(connection, BETWEEN_STEPS)


def _make(connection: duckdb.DuckDBPyConnection, steps: tuple[tuple[str, str], ...]) -> None:
    for kind, name in steps:
        connection.execute(f"create or replace temp {kind} {name} as {model('cut_offs' if name == 'lines' else name)}")


def _find_lost(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    _start(connection, as_of)
    _make(connection, LOST_STEPS)
    connection.execute(f"insert into lost_customers by name {model('lost_customers')}")


def _find_tiers(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    _start(connection, as_of)
    _make(connection, (*WINDOW_STEPS, *LINES))
    connection.execute(f"insert into raw_tiers by name {model('raw_tiers')}")


def _label(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    _start(connection, as_of, build_id)
    _make(connection, (*FACT_STEPS, *LINES))
    connection.execute("insert into cut_offs by name from lines")
    appended = ("lost_customers", *(("raw_tiers",) if _memory(connection) > 1 else ()))
    for name in appended:
        connection.execute(f"delete from {name} where as_of = $as_of", {"as_of": as_of})
    for name in (*appended, "snapshot_rows", "group_rows"):
        connection.execute(f"insert into {name} by name {model(name)}")


def _memory(connection: duckdb.DuckDBPyConnection) -> int:
    """Of how many snapshots the best tier counts."""
    row = connection.execute("select tier_memory from settings").fetchone()
    assert row is not None
    return int(row[0])


def _compare_with_month_before(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    row = connection.execute(
        "select max(as_of) from snapshot_dates where as_of < $as_of and not is_comparison", {"as_of": as_of}
    ).fetchone()
    assert row is not None
    compare(connection, row[0], as_of)
    connection.execute(f"insert into flow_rows by name {model('flow')}")
    connection.execute(f"insert into move_rows by name {model('moves')}")


def _look_afterwards(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """What the customers of a snapshot did in the months after it."""
    row = connection.execute(
        "select n.as_of from snapshot_dates as d cross join settings as s inner join snapshot_dates as n"
        " on n.as_of = last_day(cast(d.month + to_months(s.outcome_months) as date)) where d.as_of = $as_of",
        {"as_of": as_of},
    ).fetchone()
    assert row is not None
    compare(connection, as_of, row[0])
    connection.execute(f"insert into outcome_rows by name {model('outcomes')}")


def _try_cut_offs(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    connection.execute(f"insert into return_rows by name {model('return_rows')}")


# The work of fill_history by its name in sql/pending_work.sql.
WORK: dict[str, Callable[[duckdb.DuckDBPyConnection, date, int], None]] = {
    "label": _label,
    "compare": _compare_with_month_before,
    "look_afterwards": _look_afterwards,
    "try_cut_offs": _try_cut_offs,
}
