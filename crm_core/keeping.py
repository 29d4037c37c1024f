"""The commands of the owner: backup, restore, and a password's hash for the secrets file."""

import argparse
import getpass
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from crm_core import backups, building, passwords
from crm_core.console import bar, say
from crm_core.errors import UserError
from crm_core.locale import _


def add_file(parser: argparse.ArgumentParser) -> None:
    """The one argument of backup and restore."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")


def back_up(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Write a backup to a new file."""
    backups.back_up(connection, args.file)
    say(f"{args.file}: {args.file.stat().st_size} bytes")


def restore(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Put a backup in the place of everything kept, and build; the file itself stays as it is."""
    if not args.file.is_file():
        raise UserError(_("{path} is not there."), path=args.file)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "backup"
        shutil.copyfile(args.file, copy)
        backups.restore(connection, copy, bar("building"))
    building.fill_history(connection, bar("history"))


def print_hash(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Ask for a password and print its hash, which can stand in the secrets file in its place."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    print(passwords.hashed(password))
