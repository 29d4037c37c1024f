"""The one DuckDB file: opening it, its kept tables, one writer at a time."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from crm_core import database_faults
from crm_core.errors import UserError
from crm_core.locale import _

SCHEMA_VERSION = 2
SQL = Path(__file__).parent / "sql"
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "3GB",
}
# The key in meta that names the copy made before an older database was brought up to date.
COPY_BEFORE = "copy_before_migration"
_writing = threading.Lock()


def open_database(path: Path | str, threads: int | None = None, keeps_copy: bool = True) -> duckdb.DuckDBPyConnection:
    """Open (or make) the database at `path`, with its kept tables; ":memory:" for tests.

    A database of an older version is brought up to date; a copy of it as it was stays beside it, unless keeps_copy is
    False. Raises UserError if another process holds the file, it is damaged, cannot be written, is not a database of
    ours, or is of a newer version; then it is left as it was.
    """
    connection = _connected(path, threads)
    try:
        found = _schema_version(connection, path)
        if 0 < found < SCHEMA_VERSION and keeps_copy and str(path) != ":memory:":
            connection.close()
            copy = _copied(Path(path), found)
            connection = _connected(path, threads)
            _prepare(connection, found, copy.name)
        else:
            _prepare(connection, found)
    except BaseException as error:
        connection.close()
        if fault := database_faults.told(error):
            raise fault from error
        raise
    return connection


def _connected(path: Path | str, threads: int | None) -> duckdb.DuckDBPyConnection:
    try:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path), config=CONFIG | ({"threads": threads} if threads else {}))
    except (duckdb.Error, OSError) as error:
        if any(words in str(error).lower() for words in database_faults.LOCKED):
            raise UserError(
                _("Another program holds {path} open. Stop it first: usually the dashboard or another command."),
                path=path,
            ) from error
        if fault := database_faults.told(error):
            raise fault from error
        raise UserError(
            _("{path} cannot be opened as a database: {why}"), path=path, why=str(error).splitlines()[0]
        ) from error


def _schema_version(connection: duckdb.DuckDBPyConnection, path: Path | str) -> int:
    """The version of the kept tables, 0 for an empty database. UserError if it is of a newer version or not ours."""
    listed = "select table_name from duckdb_tables() where database_name = current_database() and not temporary"
    tables = {row[0] for row in connection.execute(listed).fetchall()}
    if not tables:
        return 0
    if "meta" not in tables or "imports" not in tables:
        raise UserError(_("{path} is a database of another program. It has been left as it was."), path=path)
    row = connection.execute("select cast(value as integer) from meta where key = 'schema_version'").fetchone()
    found = int(row[0]) if row else SCHEMA_VERSION
    if found > SCHEMA_VERSION:
        raise UserError(_("This database was made by a newer version. Install that version, or take another database."))
    return found


def _prepare(connection: duckdb.DuckDBPyConnection, found: int, copy: str = "") -> None:
    """Make the kept tables that are not there, and bring those of an older version up to date: all steps or none."""
    # Not one of the writers that wait for each other: a backup is a database of its own, made while a load goes on.
    with together(connection):
        connection.execute((SQL / "kept.sql").read_text("utf-8"))
        for version in range(found + 1, SCHEMA_VERSION + 1) if found else ():
            connection.execute((SQL / "migrations" / f"{version}.sql").read_text("utf-8"))
        if found != SCHEMA_VERSION:
            note = "insert or replace into meta values ($key, $value)"
            connection.execute(note, {"key": "schema_version", "value": SCHEMA_VERSION})
            if copy:
                connection.execute(note, {"key": COPY_BEFORE, "value": copy})


def _copied(path: Path, version: int) -> Path:
    """A copy of a closed database under a name of its own beside it; what an earlier start has copied stays too."""
    names = (f"{path.name}.schema-{version}{'' if n == 1 else f'-{n}'}" for n in range(1, 1000))
    copy = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    part = path.with_name(f".crm-copy-{path.stem}")
    try:
        shutil.copyfile(path, part)
        settle_on_disk(part)
        part.replace(copy)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return copy


def settle_on_disk(path: Path) -> None:
    """Wait until the disk itself holds what was written to a file: a loss of power does not take it any more."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """One writer at a time; everything inside is committed together, or nothing of it.

    Raises UserError where the disk is full, the memory does not suffice or the file is damaged; nothing is kept then.
    """
    with _writing, together(connection):
        yield connection


@contextmanager
def together(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The same without waiting for other writers: for who reads, or writes rows that nobody else does."""
    try:
        connection.execute("begin")
        try:
            yield
        except BaseException:
            _roll_back(connection)
            raise
        connection.execute("commit")
    except (duckdb.Error, OSError, MemoryError) as error:
        if fault := database_faults.told(error):
            raise fault from error
        raise


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Take back what the transaction did. Where a fault has ended it already, the fault is what is to be told."""
    with suppress(duckdb.TransactionException, duckdb.FatalException):
        connection.execute("rollback")


def own_name(connection: duckdb.DuckDBPyConnection) -> str:
    """The name of the connection's own database, quoted: what tells its tables from views and attached files."""
    row = connection.execute("select current_database()").fetchone()
    return '"' + str(row[0] if row else "").replace('"', '""') + '"'
