"""The one DuckDB file: opening it, its kept tables, one writer at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from crm_core.errors import UserError
from crm_core.locale import _

SCHEMA_VERSION = 2
SQL = Path(__file__).parent / "sql"
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "3GB",
}
_writing = threading.Lock()


def open_database(path: Path | str, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open (or make) the database at `path`, with its kept tables; ":memory:" for tests.

    Raises UserError if another process holds the file or it is not a database of ours.
    """
    if str(path) != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    config = CONFIG | ({"threads": threads} if threads else {})
    try:
        connection = duckdb.connect(str(path), config=config)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise UserError(
                _("Another program holds {path} open. Stop it first: usually the dashboard or another command."),
                path=path,
            ) from error
        raise UserError(_("{path} cannot be opened as a database: {why}"), path=path, why=_first_line(error)) from error
    connection.execute((SQL / "kept.sql").read_text("utf-8"))
    _migrate(connection)
    return connection


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the kept tables of an older version up to date, all steps or none. UserError if they are of a newer one."""
    connection.execute("insert or ignore into meta values ('schema_version', $version)", {"version": SCHEMA_VERSION})
    row = connection.execute("select cast(value as integer) from meta where key = 'schema_version'").fetchone()
    found = int(row[0]) if row else SCHEMA_VERSION
    if found > SCHEMA_VERSION:
        raise UserError(_("This database was made by a newer version. Install that version, or take another database."))
    if found == SCHEMA_VERSION:
        return
    with transaction(connection):
        for version in range(found + 1, SCHEMA_VERSION + 1):
            connection.execute((SQL / "migrations" / f"{version}.sql").read_text("utf-8"))
        connection.execute("update meta set value = $version where key = 'schema_version'", {"version": SCHEMA_VERSION})


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """One writer at a time; everything inside is committed together, or nothing of it."""
    with _writing:
        connection.execute("begin")
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")
