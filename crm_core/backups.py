"""Backups: one file with all that was uploaded, decided and set, made while the dashboard runs; and the way back.

A backup holds the kept tables only: everything built follows from them, so it is small and newer versions can read it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from crm_core import building
from crm_core import settings as stored_settings
from crm_core.database import SQL, open_database, transaction
from crm_core.errors import UserError
from crm_core.locale import _

Progress = Callable[[float], None]
# Facts of the built tables, which a restored database gets from its own build.
OF_THE_BUILD = ("build_id", "built_by", "data_through", "schema_version")


def back_up(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write a backup to a new file, while readers and the one writer go on: the state of one moment, or no file.

    Raises UserError if the file is there already, or cannot be written.
    """
    if path.exists():
        raise UserError(_("{path} is there already. A backup never overwrites a file."), path=path)
    try:
        open_database(path).close()
        with _attached(connection, path, "backup") as name:
            connection.execute("begin")
            try:
                for table in kept_tables():
                    _copy(connection, f"{_own(connection)}.main", f"{name}.main", table)
                connection.execute("commit")
            except BaseException:
                connection.execute("rollback")
                raise
    except duckdb.IOException as error:
        path.unlink(missing_ok=True)
        raise UserError(_("The backup could not be written: {why}"), why=str(error).splitlines()[0]) from error


def restore(connection: duckdb.DuckDBPyConnection, path: Path, progress: Progress = lambda _: None) -> int:
    """Put a backup in the place of everything kept, and build; all in one transaction. Returns the build id.

    `path` is a copy that may be changed: an older backup is brought up to date first. Raises UserError for a file that
    is no backup of ours, is of a newer version or cut off; then nothing has changed.
    """
    _check_is_ours(path)
    try:
        open_database(path).close()
        with _attached(connection, path, "restored") as name, transaction(connection):
            for table in _wanted(connection, name):
                _copy(connection, f"{name}.main", f"{_own(connection)}.main", table)
            _continue_numbers(connection)
            return building.build_newest(connection, stored_settings.load(connection), progress)
    except duckdb.IOException as error:
        raise UserError(_("This file is no backup of this dashboard.")) from error


def _wanted(connection: duckdb.DuckDBPyConnection, backup: str) -> list[str]:
    """The kept tables to be replaced; builds only if the backup knows more of them, so that no number comes twice."""
    row = connection.execute(f"select coalesce(max(build_id), 0) from {backup}.main.builds").fetchone()
    newer = row is not None and row[0] > building.current_build(connection)
    return [table for table in kept_tables() if table != "builds" or newer]


def kept_tables() -> list[str]:
    """The tables that are kept, and not built."""
    with duckdb.connect(":memory:") as empty:
        empty.execute((SQL / "kept.sql").read_text("utf-8"))
        return [row[0] for row in empty.execute("select table_name from duckdb_tables() order by 1").fetchall()]


def _copy(connection: duckdb.DuckDBPyConnection, source: str, target: str, table: str) -> None:
    """Replace the rows of one kept table; of meta, all but what the target's own build says."""
    condition = ""
    if table == "meta":
        condition = "where key not in (" + ", ".join(f"'{key}'" for key in OF_THE_BUILD) + ")"
    connection.execute(f"delete from {target}.{table} {condition}")
    connection.execute(f"insert into {target}.{table} by name select * from {source}.{table} {condition}")


def _continue_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    """Imports are numbered on after those of the backup."""
    row = connection.execute("select coalesce(max(import_id), 0) from imports").fetchone()
    connection.execute(f"create or replace sequence import_ids start {int(row[0] if row else 0) + 1}")


def _check_is_ours(path: Path) -> None:
    """UserError unless the file is a database with our kept tables: any other would replace everything by nothing."""
    try:
        with duckdb.connect(str(path), read_only=True) as found:
            found.execute("select count(*) from imports, meta where meta.key = 'schema_version'").fetchone()
    except duckdb.Error as error:
        raise UserError(_("This file is no backup of this dashboard.")) from error


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[str]:
    """The database of a file beside ours."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {name}")
    try:
        yield name
    finally:
        connection.execute(f"detach {name}")


def _own(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("select current_database()").fetchone()
    return '"' + str(row[0] if row else "").replace('"', '""') + '"'
