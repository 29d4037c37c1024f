"""Labels for one as-of date: the models of a snapshot in their order, and what it must know of the months before."""

from datetime import date

import duckdb

from crm_core import settings as stored_settings
from crm_core.database import SQL

MODELS = SQL / "models"
FOLDERS = (
    SQL / "views", MODELS, *(MODELS / name for name in ("snapshot", "between", "restate", "forecast", "reuse")),
    SQL / "trial",
)  # fmt: skip
# A temporary table or view for the one as-of date that table `building` holds.
PACE_STEPS = (("table", "rhythm"), ("view", "pace"))
WINDOW_STEPS = (
    ("view", "histories"), ("table", "breadths"), ("table", "expected_values"), ("table", "windows"), *PACE_STEPS
)  # fmt: skip
FACT_STEPS = (*WINDOW_STEPS, ("table", "attitudes"), ("table", "lost_before"), ("table", "held_tiers"))
# Of a history, what tells who is lost; the rest of it need not be summed up then.
SILENCE = "customer_key, total_purchase_days, first_purchase, last_purchase"


def model(name: str) -> str:
    """The select of a model or view."""
    return next(path for folder in FOLDERS if (path := folder / f"{name}.sql").exists()).read_text("utf-8")


def label_newest(connection: duckdb.DuckDBPyConnection, build_id: int) -> date | None:
    """Append the newest snapshot to the tables of labels, with what it must know of the months before; its date."""
    row = connection.execute("select as_of from snapshot_dates where is_newest").fetchone()
    if row is None:
        return None
    newest: date = row[0]
    for as_of in _before(connection, newest):
        _find_lost(connection, as_of)
    for as_of in _remembered(connection, newest):
        _find_tiers(connection, as_of)
    label(connection, newest, build_id)
    return newest


def _memory(connection: duckdb.DuckDBPyConnection) -> int:
    """Of how many snapshots the best tier counts."""
    row = connection.execute("select tier_memory from settings").fetchone()
    assert row is not None
    return int(row[0])


def _before(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[date]:
    """The monthly snapshots before this one at which it matters who was lost; not those that are labelled already."""
    rows = connection.execute(
        "select as_of from (select as_of from snapshot_dates where as_of < $as_of and not is_comparison"
        " and not warming_up order by as_of desc limit 3) where as_of not in (select as_of from cut_offs)",
        {"as_of": as_of},
    ).fetchall()
    return [row[0] for row in rows]


def _remembered(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[date]:
    """The monthly snapshots before this one whose tiers may still count at it; not those that are labelled already."""
    rows = connection.execute(
        "select as_of from (select as_of from snapshot_dates where as_of < $as_of and not is_comparison"
        " order by as_of desc limit $most) where as_of not in (select as_of from cut_offs)",
        {"as_of": as_of, "most": _memory(connection) - 1},
    ).fetchall()
    return [row[0] for row in rows]


def start(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int = 0) -> None:
    """Make table `building`, the one row that the models of a snapshot read: which date, windows and build."""
    connection.execute(
        "create or replace temp table building as select d.*, p.* exclude (as_of), cast($build_id as integer) as"
        " build_id from snapshot_dates as d inner join snapshot_periods as p on d.as_of = p.as_of"
        " where d.as_of = $as_of",
        {"as_of": as_of, "build_id": build_id},
    )


def make(connection: duckdb.DuckDBPyConnection, steps: tuple[tuple[str, str], ...]) -> None:
    """Make the temporary tables and views of these steps, in order."""
    for kind, name in steps:
        connection.execute(f"create or replace temp {kind} {name} as {model(name)}")


def _draw_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Make table `lines`: the cut-offs of this date, which labels read before they are kept beside those of others."""
    connection.execute(f"create or replace temp table lines as {model('cut_offs')}")


def _find_lost(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    start(connection, as_of)
    make(connection, (("view", "histories"),))
    connection.execute(f"create or replace temp table windows as select {SILENCE} from histories")
    make(connection, PACE_STEPS)
    connection.execute(f"insert into lost_customers by name {model('lost_customers')}")


def _look_ahead(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Where settings rank customers by what is expected of them, the forecast comes before the labels."""
    missing = connection.execute(
        "select 1 from settings where tier_value = 'expected'"
        " and not exists (select 1 from forecast_fit where as_of = $as_of)",
        {"as_of": as_of},
    ).fetchone()
    if missing:
        # Imported only now: scipy would double the time of every start, and scoring needs this module's models.
        from crm_core.forecast import scoring

        scoring.fit_and_score(connection, as_of, stored_settings.load(connection))


def _find_tiers(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    _look_ahead(connection, as_of)
    start(connection, as_of)
    make(connection, WINDOW_STEPS)
    _draw_lines(connection)
    connection.execute(f"insert into raw_tiers by name {model('raw_tiers')}")


def label(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """Append one snapshot: lines, labels, and their sums; the months before it must be known."""
    _look_ahead(connection, as_of)
    start(connection, as_of, build_id)
    make(connection, FACT_STEPS)
    _draw_lines(connection)
    connection.execute("insert into cut_offs by name from lines")
    appended = ("lost_customers", *(("raw_tiers",) if _memory(connection) > 1 else ()))
    for name in appended:
        connection.execute(f"delete from {name} where as_of = $as_of", {"as_of": as_of})
    for name in (*appended, "snapshot_rows", "group_rows"):
        connection.execute(f"insert into {name} by name {model(name)}")


def find_types(connection: duckdb.DuckDBPyConnection, as_of: date, build_id: int) -> None:
    """Append the diamond and the loyalty type of the customers of the newest snapshot."""
    connection.execute(f"insert into loyalty_types by name {model('loyalty_types')}")
