"""The build: kept rows and settings → snapshots, in two steps.

`build_newest` belongs into the transaction that loads a file: it replaces everything and labels the newest month.
`fill_history` labels the other months afterwards, one transaction each, so that it can be stopped and resumed.
"""

from collections.abc import Callable
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
    ("table", "customer_items"),
    ("view", "calendar"),
    ("view", "snapshots"),
    ("view", "snapshot_groups"),
    ("view", "window_totals"),
)
# A temporary table or view for the one as-of date that table `building` holds.
LOST_STEPS = (("table", "histories"), ("table", "rhythm"), ("view", "pace"))
FACT_STEPS = (*LOST_STEPS, ("table", "attitudes"), ("table", "breadths"), ("table", "windows"), ("view", "lost_before"))
APPENDED = ("cut_offs", "snapshot_rows", "group_rows")


def model(name: str) -> str:
    """The select of a model or view."""
    kind = "views" if (SQL / "views" / f"{name}.sql").exists() else "models"
    path = SQL / kind / f"{name}.sql"
    return (path if path.exists() else SQL / "models" / "snapshot" / f"{name}.sql").read_text("utf-8")


def build_newest(connection: duckdb.DuckDBPyConnection, settings: Settings, progress: Progress = lambda _: None) -> int:
    """Replace all built tables and label the newest snapshot; the caller holds the transaction. Returns the build id.

    Without any order that counts there is nothing to label: the tables are empty then, and that is a valid state.
    """
    settings_module.save(connection, settings)
    connection.execute((SQL / "built.sql").read_text("utf-8"))
    connection.execute(f"create or replace view data_version as {model('data_version')}")
    build_id = _register(connection)
    for done, (kind, name) in enumerate(STEPS):
        connection.execute(f"create or replace {kind} {name} as {model(name)}")
        progress(0.7 * (done + 1) / len(STEPS))
    newest = connection.execute("select as_of from snapshot_dates where is_newest").fetchone()
    if newest is not None:
        for as_of in _before(connection, newest[0]):
            _find_lost(connection, as_of)
        _label(connection, newest[0], build_id)
    broken = violations(connection, list(WITH_EVERY_BUILD))
    if broken:
        raise AssertionError(f"the build breaks its own rules: {broken}")
    _note(connection, "build_id", str(build_id))
    _note(connection, "data_through", str(newest[0]) if newest else "")
    progress(1.0)
    return build_id


def pending(connection: duckdb.DuckDBPyConnection) -> list[date]:
    """As-of dates of the present build that have no snapshot yet, oldest first."""
    if current_build(connection) == 0:
        return []
    rows = connection.execute(
        "select as_of from snapshot_dates anti join cut_offs using (as_of) order by as_of"
    ).fetchall()
    return [row[0] for row in rows]


def fill_history(connection: duckdb.DuckDBPyConnection, progress: Progress = lambda _: None) -> bool:
    """Label the months that are pending, each in its own transaction; False if a newer build took over meanwhile."""
    build_id, waiting = current_build(connection), pending(connection)
    for done, as_of in enumerate(waiting):
        with transaction(connection):
            if current_build(connection) != build_id:
                return False
            if as_of in pending(connection):
                _label(connection, as_of, build_id)
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


def _start(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int = 0) -> None:
    connection.execute(
        "create or replace temp table building as select d.*, p.* exclude (as_of), cast($build_id as integer) as"
        " build_id from snapshot_dates as d inner join snapshot_periods as p on d.as_of = p.as_of"
        " where d.as_of = $as_of",
        {"as_of": as_of, "build_id": build_id},
    )


def _make(connection: duckdb.DuckDBPyConnection, steps: tuple[tuple[str, str], ...]) -> None:
    for kind, name in steps:
        connection.execute(f"create or replace temp {kind} {name} as {model(name)}")


def _find_lost(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    _start(connection, as_of)
    _make(connection, LOST_STEPS)
    connection.execute(f"insert into lost_customers by name {model('lost_customers')}")


def _label(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    _start(connection, as_of, build_id)
    _make(connection, FACT_STEPS)
    connection.execute("delete from lost_customers where as_of = $as_of", {"as_of": as_of})
    connection.execute(f"insert into lost_customers by name {model('lost_customers')}")
    for name in APPENDED:
        connection.execute(f"insert into {name} by name {model(name)}")
