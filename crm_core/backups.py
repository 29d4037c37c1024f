"""Backups: one file with all that was uploaded, decided and set, made while the dashboard runs; and the way back.

A backup holds the kept tables only: everything built follows from them, so it is small and newer versions can read it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from crm_core import audit, building, database_faults, shares
from crm_core import settings as stored_settings
from crm_core.database import SQL, open_database, own_name, settle_on_disk, together, transaction
from crm_core.errors import UserError
from crm_core.locale import _

Progress = Callable[[float], None]
Note = Callable[[duckdb.DuckDBPyConnection], None]
Digest = dict[str, tuple[int, int]]
# Facts of the built tables, which a restored database gets from its own build.
OF_THE_BUILD = ("build_id", "built_by", "data_through", "schema_version")
# What a restore does not replace: who may look is told by the present. Links and the trail are added to.
OF_NOW = {"audit_trail", "shares", "sign_ins"}
_copying = threading.Lock()  # a second file cannot be attached under the same name


def back_up(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write a backup to a new file, while readers and the one writer go on: the state of one moment, or no file.

    It is read again and compared with what it was made of before it counts. Raises UserError if the file is there
    already, or cannot be written.
    """
    if path.exists():
        raise UserError(_("{path} is there already. A backup never overwrites a file."), path=path)
    try:
        with _copying:
            open_database(path).close()
            copied = _copy_all(connection, path)
        verify(path, copied)
        settle_on_disk(path)
    except BaseException as error:
        for each in (path, path.with_name(f"{path.name}.wal")):
            each.unlink(missing_ok=True)
        if isinstance(error, duckdb.IOException) and database_faults.told(error) is None:
            raise UserError(_("The backup could not be written: {why}"), why=str(error).splitlines()[0]) from error
        if (fault := database_faults.told(error)) and fault is not error:
            raise fault from error
        raise


def _copy_all(connection: duckdb.DuckDBPyConnection, path: Path) -> Digest:
    """Copy the kept tables of one moment; returns what they hold."""
    with _attached(connection, path, "backup") as name, together(connection):
        own = f"{own_name(connection)}.main"
        held = digest(connection, own)
        for table in kept_tables():
            _copy(connection, own, f"{name}.main", table)
    return held


def digest(connection: duckdb.DuckDBPyConnection, place: str = "main") -> Digest:
    """How many rows each kept table holds, and a sum over their contents; of meta, what a backup takes of it."""
    found: Digest = {}
    for table, columns in _columns().items():
        sums = f"select count(*), coalesce(sum(hash({', '.join(columns)})), 0)"
        row = connection.execute(f"{sums} from {place}.{table} {_condition(table)}").fetchone()
        assert row is not None
        found[table] = (int(row[0]), int(row[1]))
    return found


def verify(path: Path, held: Digest | None = None) -> None:
    """Read a backup from its first row to its last. UserError unless it is whole, and holds what it should."""
    try:
        with duckdb.connect(str(path), read_only=True) as found:
            holds = digest(found)
    except duckdb.Error as error:
        raise UserError(_("This file is no backup of this dashboard.")) from error
    if held is not None and holds != held:
        raise UserError(_("The backup is not what it was made of. The disk may be failing: choose another folder."))


def restore(
    connection: duckdb.DuckDBPyConnection, path: Path, progress: Progress = lambda _: None,
    note: Note = lambda _: None,
) -> int:  # fmt: skip
    """Put a backup in the place of everything kept, and build; all in one transaction. Returns the build id.

    `path` is a copy that may be changed: an older backup is brought up to date first. The audit trail and the share
    links are added to, not replaced, and who is signed in stays so. note(connection) may write into the trail, in the
    same transaction. Raises UserError for a file that is no backup of ours, is of a newer version or cut off; then
    nothing has changed.
    """
    _check_is_ours(path)
    try:
        open_database(path, keeps_copy=False).close()
        with _copying, _attached(connection, path, "restored") as name, transaction(connection):
            for table in _wanted(connection, name):
                _copy(connection, f"{name}.main", f"{own_name(connection)}.main", table)
            audit.take_over(connection, name)
            shares.take_over(connection, f"{name}.main.shares")
            _continue_numbers(connection)
            build_id = building.build_newest(connection, stored_settings.load(connection), progress, anew=True)
            note(connection)
            return build_id
    except (duckdb.IOException, database_faults.DamagedError) as error:
        raise UserError(_("This file is no backup of this dashboard.")) from error


def _wanted(connection: duckdb.DuckDBPyConnection, backup: str) -> list[str]:
    """The kept tables to be replaced; builds only if the backup has more: no id comes twice."""
    row = connection.execute(f"select coalesce(max(build_id), 0) from {backup}.main.builds").fetchone()
    newer = row is not None and row[0] > building.current_build(connection)
    left = OF_NOW if newer else OF_NOW | {"builds"}
    return [table for table in kept_tables() if table not in left]


def kept_tables() -> list[str]:
    """The tables that are kept, and not built."""
    return list(_columns())


@cache
def _columns() -> dict[str, list[str]]:
    """The kept tables by name, each with its columns by name: an older database may have them in another order."""
    found: dict[str, list[str]] = {}
    with duckdb.connect(":memory:") as empty:
        empty.execute((SQL / "kept.sql").read_text("utf-8"))
        query = "select table_name, column_name from duckdb_columns() where not internal order by all"
        for table, column in empty.execute(query).fetchall():
            found.setdefault(table, []).append(column)
    return found


def _copy(connection: duckdb.DuckDBPyConnection, source: str, target: str, table: str) -> None:
    """Replace the rows of one kept table; of meta, all but what the target's own build says."""
    condition = _condition(table)
    connection.execute(f"delete from {target}.{table} {condition}")
    connection.execute(f"insert into {target}.{table} by name select * from {source}.{table} {condition}")


def _condition(table: str) -> str:
    """Which rows of a kept table a backup takes."""
    return f"where key not in {OF_THE_BUILD}" if table == "meta" else ""


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
