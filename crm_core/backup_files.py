"""The backups beside a database: numbered files in one folder, made by schedule or by hand, the oldest let go.

They are in the order of their numbers, not of their dates: a clock that was put back changes nothing.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

import duckdb

from crm_core import backups
from crm_core.database import transaction
from crm_core.errors import UserError
from crm_core.locale import _

Every = Literal["off", "daily", "weekly"]
EVERY: tuple[Every, ...] = get_args(Every)
INTERVALS: dict[Every, timedelta] = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
MOST_KEPT = 60
# The keys of the schedule in meta, and the variables by which a host says it instead.
KEYS = {"every": "backup_every", "keep": "backup_keep"}
VARIABLES = {"every": "CRM_BACKUP_EVERY", "keep": "CRM_BACKUP_KEEP"}
FOLDER, FOLDER_VARIABLE = "backups", "CRM_BACKUPS"
PART = ".crm-backup-"
_SAVE = "insert or replace into meta values ($key, $value)"


@dataclass(frozen=True)
class Schedule:
    """How often a backup is made by itself, and how many are kept.

    A day's ticks and notes are the most that can be lost then, and a week of days can be gone back; together they take
    some three times the room of the database.
    """

    every: Every = "daily"
    keep: int = 7

    def __post_init__(self) -> None:
        if self.every not in EVERY:
            raise UserError(
                _("The schedule of backups is {value}; it must be one of {choices}."),
                value=self.every, choices=", ".join(EVERY),
            )  # fmt: skip
        if not 1 <= self.keep <= MOST_KEPT:
            raise UserError(_("From 1 to {most} backups can be kept, not {value}."), most=MOST_KEPT, value=self.keep)


@dataclass(frozen=True)
class Backup:
    """One file: its number, when it was made by the clock of then, its size in bytes."""

    path: Path
    number: int
    made_at: datetime
    size: int


def folder_of(database: Path, environment: Mapping[str, str]) -> Path:
    """Where the backups of a database lie; the folder may not be there."""
    said = environment.get(FOLDER_VARIABLE)
    return Path(said) if said else database.resolve().parent / FOLDER


def schedule(connection: duckdb.DuckDBPyConnection, environment: Mapping[str, str]) -> Schedule:
    """As the host says, else as the owner has chosen, else the default. UserError if the host says what is none."""
    saved = dict(connection.execute("select key, value from meta where starts_with(key, 'backup_')").fetchall())
    every = environment.get(VARIABLES["every"]) or saved.get(KEYS["every"]) or Schedule.every
    keep = environment.get(VARIABLES["keep"]) or saved.get(KEYS["keep"]) or str(Schedule.keep)
    return Schedule(every, int(keep) if keep.isdecimal() else 0)  # type: ignore[arg-type]


def is_said_by_host(environment: Mapping[str, str]) -> bool:
    """Whether the host says the schedule, so that the owner need not choose."""
    return any(environment.get(variable) for variable in VARIABLES.values())


def save(connection: duckdb.DuckDBPyConnection, chosen: Schedule) -> None:
    """Keep the owner's choice."""
    with transaction(connection):
        connection.execute(_SAVE, {"key": KEYS["every"], "value": chosen.every})
        connection.execute(_SAVE, {"key": KEYS["keep"], "value": str(chosen.keep)})


def listed(folder: Path, stem: str) -> list[Backup]:
    """The backups of the database with this stem in its name, the newest first."""
    pattern = re.compile(re.escape(stem) + r"-(\d{4,})-(\d{4}-\d\d-\d\d-\d{4})\.backup")
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if match := pattern.fullmatch(path.name):
            made_at = datetime.strptime(match[2], "%Y-%m-%d-%H%M")
            found.append(Backup(path, int(match[1]), made_at, path.stat().st_size))
    return sorted(found, key=lambda each: each.number, reverse=True)


def is_due(chosen: Schedule, newest: Backup | None, now: datetime) -> bool:
    """Whether a backup is to be made now; one that lies in the future was made by a wrong clock, and is no reason."""
    if chosen.every == "off":
        return False
    return newest is None or not timedelta(0) <= now - newest.made_at < INTERVALS[chosen.every]


def make(connection: duckdb.DuckDBPyConnection, folder: Path, stem: str, now: datetime, keep: int) -> Backup:
    """A new backup, verified, under its name only when it is whole; then the oldest beyond `keep` go.

    Raises UserError if it cannot be made; then all that were there still are.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder, stem)
        before = listed(folder, stem)
        number = before[0].number + 1 if before else 1
        part = folder / f"{PART}{stem}"
        backups.back_up(connection, part)
        path = folder / f"{stem}-{number:04d}-{now:%Y-%m-%d-%H%M}.backup"
        part.replace(path)
        _settle_folder(folder)
        for old in before[max(keep, 1) - 1 :]:
            old.path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(_("The backup could not be written: {why}"), why=error.strerror or error) from error
    return Backup(path, number, now.replace(second=0, microsecond=0), path.stat().st_size)


def sweep(folder: Path, stem: str) -> None:
    """Take away what a backup that was killed has left behind."""
    for path in (folder / f"{PART}{stem}", folder / f"{PART}{stem}.wal"):
        path.unlink(missing_ok=True)


def _settle_folder(folder: Path) -> None:
    """Wait until the disk knows the new name too, where the system lets a folder be waited for."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
