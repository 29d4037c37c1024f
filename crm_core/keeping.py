"""The commands of the owner: backup, restore, rescue, and a password's hash for the secrets file."""

import argparse
import getpass
import os
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from crm_core import audit, backup_files, backups, building, passwords, rescue
from crm_core.console import bar, must_be_writable, say
from crm_core.database import open_database
from crm_core.errors import UserError
from crm_core.locale import _


def add_file(parser: argparse.ArgumentParser) -> None:
    """The one argument of backup and restore."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")


def add_optional_file(parser: argparse.ArgumentParser) -> None:
    """The file of a backup; without it the folder of backups is meant."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", nargs="?",
        help=f"the backup; none: in the folder {backup_files.FOLDER} beside the database "
        f"(or {backup_files.FOLDER_VARIABLE}), where the oldest go",
    )  # fmt: skip


def back_up(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Write a backup to a new file, or to the folder of backups."""
    path = args.file
    if path is None:
        folder = backup_files.folder_of(args.db, os.environ)
        keep = backup_files.schedule(connection, os.environ).keep
        path = backup_files.make(connection, folder, args.db.stem, args.clock(), keep).path
    else:
        if path.parent.is_dir() and not path.exists():
            must_be_writable(path)
        backups.back_up(connection, path)
    audit.note_alone(connection, "backup_made", audit.COMMAND, args.clock())
    say(f"{path}: {path.stat().st_size} bytes")


def rescued(args: argparse.Namespace) -> None:
    """Put a damaged database aside, and go on with what can be read of it, else with a backup."""
    _must_be_damaged(args.db)
    found = backup_files.listed(backup_files.folder_of(args.db, os.environ), args.db.stem)
    backup = args.file or (found[0].path if found else None)
    if backup is not None and not backup.is_file():
        raise UserError(_("{path} is not there."), path=backup)
    done = rescue.rescue(args.db, backup, audit.COMMAND, args.clock(), bar("building"))
    say(f"The damaged file lies in {done.aside}.")
    came_from = {
        "itself": "Everything in it could be read: nothing is lost.",
        "backup": f"The backup {backup} is in its place.",
        "nothing": "There was no backup: the database is empty now.",
    }
    say(came_from[done.came_from])
    connection = open_database(args.db)
    try:
        building.fill_history(connection, bar("history"))
    finally:
        connection.close()


def _must_be_damaged(path: Path) -> None:
    """UserError unless the file is there and damaged: a good one is not to be replaced by an older state."""
    if not path.is_file():
        raise UserError(_("{path} is not there."), path=path)
    if not rescue.is_damaged(path):
        raise UserError(
            _("{path} is not damaged. To go back to a backup all the same, use the command restore."), path=path
        )


def restore(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Put a backup in the place of everything kept, and build; the file itself stays as it is."""
    if not args.file.is_file():
        raise UserError(_("{path} is not there."), path=args.file)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "backup"
        shutil.copyfile(args.file, copy)
        backups.restore(
            connection, copy, bar("building"), lambda own: audit.note(own, "restored", audit.COMMAND, args.clock())
        )
    building.fill_history(connection, bar("history"))


def print_hash(_args: argparse.Namespace) -> None:
    """Ask for a password and print its hash, which can stand in the secrets file in its place."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    print(passwords.hashed(password))
