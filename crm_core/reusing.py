"""What a build takes over from the one before: labels and comparisons made of the same, which it would make again.

A month is taken over if its digest (models/reuse/snapshot_inputs.sql) is that of the build before. Its rows are then,
row for row, what the whole build would give, and nothing of it can be restated.
"""

import duckdb

from crm_core.database import SQL
from crm_core.labelling import model

# The tables that may outlive a build, by the work that fills them.
FILLED_BY = {
    "label": ("cut_offs", "lost_customers", "raw_tiers", "snapshot_rows", "group_rows"),
    "compare": ("flow_rows", "move_rows"),
    "look_afterwards": ("outcome_rows",),
}


def take_over(connection: duckdb.DuckDBPyConnection, build_id: int, anew: bool) -> None:
    """Leave in the tables of labels what still holds, and set the other snapshots aside for the comparison of builds.

    Fills `snapshot_inputs` and `reused_dates`; the caller holds the transaction, and has made what labels are made of.
    """
    connection.execute("drop table if exists snapshot_rows_before")
    _find_reused(connection, anew)
    if connection.execute("select 1 from reused_dates").fetchone():
        _set_aside_touched(connection)
        _give_up_touched(connection)
        connection.execute("update cut_offs set build_id = $build_id", {"build_id": build_id})
    else:
        _set_aside_all(connection)


def _find_reused(connection: duckdb.DuckDBPyConnection, anew: bool) -> None:
    known = not anew and _exists(connection, "snapshot_inputs") and _exists(connection, "cut_offs")
    if known:
        connection.execute("create or replace temp table inputs_before as from snapshot_inputs")
    connection.execute(f"create or replace table snapshot_inputs as {model('snapshot_inputs')}")
    if known:
        connection.execute(f"create or replace table reused_dates as {model('reused_dates')}")
        connection.execute("drop table temp.inputs_before")
    else:
        connection.execute("create or replace table reused_dates (as_of date)")


def _set_aside_touched(connection: duckdb.DuckDBPyConnection) -> None:
    # A day that is no as-of date any more, as the last day of what was an unfinished month, is compared with nothing.
    connection.execute(
        "create table snapshot_rows_before as select r.* from snapshot_rows as r where r.as_of in"
        " (select as_of from snapshot_dates except select as_of from reused_dates)"
    )


def _give_up_touched(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave in the tables of labels and comparisons, and in the list of what is done, only what still holds."""
    connection.execute(f"create or replace temp table reused_work as {model('reused_work')}")
    for work, names in FILLED_BY.items():
        for name in names:
            connection.execute(
                f"delete from {name} where as_of not in (select as_of from reused_work where work = $work)",
                {"work": work},
            )
    connection.execute("delete from finished_work")
    connection.execute("insert into finished_work from reused_work")
    connection.execute("drop table temp.reused_work")


def _set_aside_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the snapshots of the build before until they are compared with those of the new one; all is made anew."""
    # A database restored from a backup has had builds, but holds none of what they made.
    if _exists(connection, "snapshot_rows"):
        connection.execute("alter table snapshot_rows rename to snapshot_rows_before")
    connection.execute((SQL / "reusable.sql").read_text("utf-8"))
    # What an older version of the program built may lack columns; then there is nothing to compare with.
    if _columns(connection, "snapshot_rows") != _columns(connection, "snapshot_rows_before"):
        connection.execute("drop table if exists snapshot_rows_before")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str]]:
    found = "select column_name from duckdb_columns() where table_name = $table order by 1"
    return connection.execute(found, {"table": table}).fetchall()


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = "select 1 from duckdb_tables() where table_name = $table and not temporary"
    return connection.execute(found, {"table": table}).fetchone() is not None
