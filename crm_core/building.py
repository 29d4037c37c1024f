"""The build: kept rows and settings → snapshots, in two steps.

`build_newest` belongs into the transaction that loads a file: it replaces all that may have changed and labels the
newest month. `fill_history` does the rest afterwards, one transaction for each piece of work, so that it can be stopped
and resumed: it labels the other months that have changed, compares each with the month before and with what came after
it, and looks ahead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb

from crm_core import comparing, labelling, reusing
from crm_core import settings as settings_module
from crm_core.checking import WITH_EVERY_BUILD, violations
from crm_core.database import SQL, transaction
from crm_core.labelling import label_newest, model
from crm_core.settings import Settings

Progress = Callable[[float], None]
# What puts the SQL of labels and comparisons together.
CODE = ("labelling.py", "comparing.py", "reusing.py")

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
    ("view", "bought_items"),
    ("table", "customer_items"),
)
# What pages read of the labels.
SHOWN = (
    ("view", "calendar"),
    ("view", "snapshots"),
    ("view", "snapshot_groups"),
    ("view", "window_totals"),
)


@dataclass(frozen=True)
class Work:
    """One piece of what fill_history does, for one as-of date."""

    name: str
    as_of: date


def build_newest(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    progress: Progress = lambda _: None,
    anew: bool = False,
) -> int:
    """Replace all built tables and label the newest snapshot; the caller holds the transaction. Returns the build id.

    Months for which nothing has changed since the build before are taken over from it (reusing.py), unless `anew`: the
    outcome is the same. Without any order that counts there is nothing to label: the tables are empty then, and that is
    a valid state.
    """
    settings_module.save(connection, settings)
    for name in ("built", "forecast", "rules"):
        connection.execute((SQL / f"{name}.sql").read_text("utf-8"))
    connection.execute(f"create or replace view data_version as {model('data_version')}")
    build_id = _register(connection)
    _note(connection, "built_by", _rules_digest())
    for done, (kind, name) in enumerate(STEPS):
        _make(connection, kind, name)
        progress(0.7 * (done + 1) / len(STEPS))
    reusing.take_over(connection, build_id, anew)
    for kind, name in SHOWN:
        _make(connection, kind, name)
    newest = label_newest(connection, build_id)
    broken = violations(connection, list(WITH_EVERY_BUILD))
    if broken:
        raise AssertionError(f"the build breaks its own rules: {broken}")
    _note(connection, "build_id", str(build_id))
    _note(connection, "data_through", str(newest or ""))
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
            if not _is_done(connection, work):
                WORK[work.name](connection, work.as_of, build_id)
                connection.execute(
                    "insert into finished_work values ($name, $as_of)", {"name": work.name, "as_of": work.as_of}
                )
        progress((done + 1) / len(waiting))
    return True


def _is_done(connection: duckdb.DuckDBPyConnection, work: Work) -> bool:
    """Whether somebody else who filled the history at the same time was faster."""
    found = connection.execute(
        "select 1 from finished_work where work = $name and as_of = $as_of", {"name": work.name, "as_of": work.as_of}
    )
    return found.fetchone() is not None


def current_build(connection: duckdb.DuckDBPyConnection) -> int:
    """The id of the newest build; 0 if nothing was built yet."""
    row = connection.execute("select coalesce(max(build_id), 0) from builds").fetchone()
    assert row is not None
    return int(row[0])


def progress_of(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The id of the newest build and how many pieces of its history are done: together they name what tables hold."""
    build_id = current_build(connection)
    if build_id == 0:
        return 0, 0
    row = connection.execute("select count(*) from finished_work").fetchone()
    assert row is not None
    return build_id, int(row[0])


def is_outdated(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the present build was made by other rules than those of this version of the program."""
    row = connection.execute("select value from meta where key = 'built_by'").fetchone()
    return current_build(connection) > 0 and (row is None or row[0] != _rules_digest())


def _rules_digest() -> str:
    """Names the rules: everything that the build reads of this folder, what puts it together, and what computes it."""
    digest = sha256(duckdb.__version__.encode())
    for path in (*sorted(SQL.rglob("*.sql")), *(Path(__file__).with_name(name) for name in CODE)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _register(connection: duckdb.DuckDBPyConnection) -> int:
    build_id = current_build(connection) + 1
    connection.execute(
        "insert into builds select $build_id, v.version, to_json(s) from data_version as v cross join settings as s",
        {"build_id": build_id},
    )
    return build_id


def _make(connection: duckdb.DuckDBPyConnection, kind: str, name: str) -> None:
    _drop_other_kind(connection, kind, name)
    connection.execute(f"create or replace {kind} {name} as {model(name)}")


def _drop_other_kind(connection: duckdb.DuckDBPyConnection, kind: str, name: str) -> None:
    """A database of an older version may hold as a table what is a view now, or the other way round."""
    other = "table" if kind == "view" else "view"
    found = f"select 1 from duckdb_{other}s() where {other}_name = $name and not temporary"
    if connection.execute(found, {"name": name}).fetchone():
        connection.execute(f"drop {other} {name}")


def _note(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    connection.execute("insert or replace into meta values ($key, $value)", {"key": key, "value": value})


def _forecast(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """The forecast at a date, by the settings of the build."""
    # Imported only where it is needed: scipy would double the time of every start.
    from crm_core.forecast import scoring

    scoring.fit_and_score(connection, as_of, settings_module.load(connection))


def _sum_up_forecast(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """What pages ask of the forecasts, when all of them are there."""
    from crm_core.forecast import scoring

    scoring.sum_up(connection)


def _sum_up(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """What pages ask of the newest snapshot."""
    # Imported only now: what asks stands on what builds.
    from crm_core import summing_up

    summing_up.sum_up(connection, as_of)


# The work of fill_history by its name in sql/pending_work.sql; each gets the as-of date and the build it belongs to.
WORK: dict[str, Callable[[duckdb.DuckDBPyConnection, date, int], None]] = {
    "label": labelling.label,
    "compare": comparing.compare_with_month_before,
    "look_afterwards": comparing.look_afterwards,
    "try_cut_offs": comparing.try_cut_offs,
    "forecast": _forecast,
    "sum_up_forecast": _sum_up_forecast,
    "find_types": labelling.find_types,
    "restate": comparing.restate,
    "drop_set_aside": comparing.drop_set_aside,
    "sum_up": _sum_up,
}
