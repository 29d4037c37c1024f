"""A damaged database put aside, never deleted, and a good one in its place: all that can still be read, or a backup."""

import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from crm_core import audit, backups, building, shares
from crm_core import settings as stored_settings
from crm_core.audit import Actor
from crm_core.database import open_database, settle_on_disk, transaction
from crm_core.database_faults import DamagedError, told
from crm_core.errors import UserError

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Rescued:
    """aside: where the damaged file lies now. came_from: "itself" (nothing is lost), "backup", or "nothing" (empty)."""

    aside: Path
    came_from: str


def rescue(
    path: Path, backup: Path | None, by: Actor, now: datetime, progress: Progress = lambda _: None
) -> Rescued:  # fmt: skip
    """Put the damaged database at `path` aside and a good one in its place; nobody may hold it open.

    What is kept is taken out of the damaged file if all of it can still be read, else out of `backup`; without one the
    new database is empty. Its audit trail says by whom. Raises UserError if that fails; then everything lies as it did.
    """
    new = path.with_name(f".crm-rescue-{path.stem}.duckdb")
    _take_away(new)
    try:
        came_from = "itself" if _salvaged(path, new, progress) else _begun(new, backup, progress)
        with closing(open_database(new)) as connection:
            if came_from == "backup":
                _take_links(path, connection)
            audit.note_alone(connection, "rescued", by, now, taken_from=came_from)
        settle_on_disk(new)
        aside = _put_aside(path, now)
        new.replace(path)
    except BaseException:
        _take_away(new)
        raise
    return Rescued(aside, came_from)


def is_damaged(path: Path) -> bool:
    """Whether the file, or anything in it, cannot be read. UserError if another process holds it."""
    try:
        with closing(open_database(path)) as connection:
            _read_all(connection)
    except DamagedError:
        return True
    except duckdb.Error as error:
        if isinstance(told(error), DamagedError):
            return True
        raise
    return False


def _read_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every column of every table; the file's own checksums are compared on the way."""
    listed = "select table_name, column_name from duckdb_columns() where database_name = current_database()"
    tables = "select table_name from duckdb_tables() where database_name = current_database()"
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(f"{listed} and table_name in ({tables})").fetchall():
        columns.setdefault(table, []).append('"' + column.replace('"', '""') + '"')
    for table, names in columns.items():
        connection.execute(f'select sum(hash({", ".join(names)})) from "{table}"').fetchone()


def _salvaged(path: Path, new: Path, progress: Progress) -> bool:
    """Whether everything kept could still be read, to its last row, and is in the new database."""
    copy = new.with_suffix(".salvaged")
    _take_away(copy)
    try:
        # Attached for reading only: whatever is wrong with the file, nothing is written into it.
        with closing(duckdb.connect(":memory:")) as reader:
            quoted = str(path).replace("'", "''")
            reader.execute(f"attach '{quoted}' as damaged (read_only)")
            reader.execute("use damaged")
            backups.back_up(reader, copy)
        _begun(new, copy, progress)
    except (duckdb.Error, UserError):
        _take_away(new)
        return False
    finally:
        _take_away(copy)
    return True


def _begun(new: Path, backup: Path | None, progress: Progress) -> str:
    """Make the new database: from a copy of a backup, or empty. Returns where it came from."""
    with closing(open_database(new)) as connection:
        if backup is None:
            return "nothing"
        copy = new.with_suffix(".restored")
        try:
            shutil.copyfile(backup, copy)
            backups.restore(connection, copy, progress)
        finally:
            _take_away(copy)
        if building.current_build(connection) == 0:
            with transaction(connection):
                building.build_newest(connection, stored_settings.load(connection))
    return "backup"


def _take_links(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """What the damaged file can still tell of share links: a backup does not know which were withdrawn since."""
    found = _links_in(path)
    if found:
        places = ", ".join("?" * len(found[0]))
        connection.execute("create or replace temp table links_before as from shares limit 0")
        connection.executemany(f"insert into links_before ({shares.ALL_COLUMNS}) values ({places})", found)
        with transaction(connection):
            shares.take_over(connection, "links_before")


def _links_in(path: Path) -> list[tuple[Any, ...]]:
    """The share links in a damaged file; none if they cannot be read."""
    with suppress(duckdb.Error), closing(duckdb.connect(":memory:")) as reader:
        quoted = str(path).replace("'", "''")
        reader.execute(f"attach '{quoted}' as damaged (read_only)")
        return reader.execute(f"select {shares.ALL_COLUMNS} from damaged.main.shares").fetchall()
    return []


def _put_aside(path: Path, now: datetime) -> Path:
    """Give the damaged file a second name, and its log with it; the first name is then free to be replaced.

    The database is never without a file: whenever this is cut off, either the damaged one or the new one is in place.
    """
    names = (f"{path.stem}.damaged-{now:%Y-%m-%d-%H%M%S}{n or ''}{path.suffix}" for n in range(1000))
    aside = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without second names
        shutil.copyfile(path, aside)
    log = path.with_name(f"{path.name}.wal")
    if log.exists():
        log.replace(aside.with_name(f"{aside.name}.wal"))
    return aside


def _take_away(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}.wal").unlink()
