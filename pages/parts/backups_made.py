"""The backups of the own shop on this machine: made by schedule while the server runs, or by a click."""

import os
import threading
from datetime import datetime
from pathlib import Path

import duckdb

from crm_core import backup_files, logs
from crm_core.backup_files import Backup, Schedule
from crm_core.building import current_build
from crm_core.errors import UserError
from pages.parts import shops

_making = threading.Lock()
_failures: dict[Path, UserError] = {}  # by database: why the last one could not be made, until one could


def folder() -> Path:
    """Where they lie."""
    return backup_files.folder_of(shops.path_of("own"), os.environ)


def listed() -> list[Backup]:
    """The newest first."""
    return backup_files.listed(folder(), shops.path_of("own").stem)


def schedule() -> Schedule:
    """As the host says or the owner has chosen."""
    with shops.cursor("own") as own:
        return backup_files.schedule(own, os.environ)


def failure() -> UserError | None:
    """Why the last backup could not be made; None if it could."""
    return _failures.get(shops.path_of("own"))


def make(root: duckdb.DuckDBPyConnection, now: datetime) -> Backup:
    """A new backup; readers and a load under way go on. UserError if it cannot be made, which the page says too."""
    path = shops.path_of("own")
    with _making, root.cursor() as own:
        try:
            keep = backup_files.schedule(own, os.environ).keep
            made = backup_files.make(own, folder(), path.stem, now, keep)
        except UserError as error:
            _failures[path] = error
            raise
        _failures.pop(path, None)
        return made


def make_if_due(now: datetime) -> bool:
    """A new backup if the schedule says so and there is anything to lose; returns whether one was made."""
    root = shops.root("own")
    found = listed()
    with root.cursor() as own:
        chosen = backup_files.schedule(own, os.environ)
        if current_build(own) == 0 or not backup_files.is_due(chosen, found[0] if found else None, now):
            return False
    try:
        make(root, now)
    except UserError as error:
        logs.failed("backup_failed", error)
        return False
    logs.say("backup_made")
    return True


def state(now: datetime) -> dict[str, object]:
    """For whoever watches over the host: the age of the newest in hours, and whether the last one failed."""
    found = listed()
    age = round((now - found[0].made_at).total_seconds() / 3600, 1) if found else None
    return {"backup_age_hours": age, "backup_failed": failure() is not None}
