"""What a database holds, as digests that can be compared: the kept tables, and what is built of them."""

from pathlib import Path

import duckdb

from crm_core import backups, building, checking
from crm_core.database import open_database, transaction

# Kept, but written by the history behind a build, piece by piece: it is compared when the history is whole.
BY_THE_HISTORY = ("restated_groups",)
# A fit that ends a rounding step elsewhere is the same fit.
PLACES = 6
Digest = dict[str, tuple[int, int]]


def kept(connection: duckdb.DuckDBPyConnection) -> Digest:
    """Rows and content of every kept table that one transaction writes; meta too."""
    return {name: found for name, found in tables(connection, kept_names()).items() if name not in BY_THE_HISTORY}


def everything(connection: duckdb.DuckDBPyConnection) -> Digest:
    """Rows and content of every table there is, kept or built."""
    listed = "select table_name from duckdb_tables() where not temporary and database_name = current_database()"
    return tables(connection, sorted(row[0] for row in connection.execute(listed).fetchall()))


def kept_names() -> list[str]:
    return backups.kept_tables()


def tables(connection: duckdb.DuckDBPyConnection, names: list[str]) -> Digest:
    """Rows and a sum over the contents of each table, whatever the order of its rows and columns."""
    found: Digest = {}
    for name in names:
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns() where table_name = $name "
            "and database_name = current_database() order by column_name",
            {"name": name},
        ).fetchall()
        parts = ", ".join(_comparable(column, kind) for column, kind in columns)
        row = connection.execute(f'select count(*), coalesce(sum(hash({parts})), 0) from "{name}"').fetchone()
        found[name] = (int(row[0]), int(row[1]))
    return found


def _comparable(column: str, kind: str) -> str:
    return f'round("{column}", {PLACES}) + 0.0' if kind in ("DOUBLE", "FLOAT") else f'"{column}"'


def differing(one: Digest, other: Digest) -> list[str]:
    """The tables in which two states differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def resume(connection: duckdb.DuckDBPyConnection) -> None:
    """What the next start does: build anew if that is due, then what is still missing of the history."""
    from crm_core import starting

    starting.bring_up_to_date(connection)
    building.fill_history(connection)


def broken_rules(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What `check` finds."""
    return [str(each) for each in checking.violations(connection)]


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """The database, on one core: sums of floats then come in one order."""
    return open_database(path, threads=1)


__all__ = ["differing", "everything", "kept", "opened", "resume", "transaction"]
