"""The command line: everything the upload page does, for hosts and schedulers; the same code behind both.

Exit 0 on success, 1 with a one-line reason on bad input, 2 on bad usage; progress on standard error.
"""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from crm_core import (
    amending,
    audit,
    auditing,
    building,
    checking,
    database_faults,
    importing,
    intake,
    keeping,
    leftovers,
    logs,
    reporting,
    setting_history,
    settings,
    starting,
    tables,
)
from crm_core.console import answered, bar, print_row, print_values, say
from crm_core.database import open_database, transaction
from crm_core.errors import UserError
from crm_core.locale import _

DATABASE = Path(__file__).parent.parent / "data" / "crm.duckdb"
NEED_NONE = ("rescue", "password")  # which open no database, or one that they have put in place themselves
BEGIN_ONE = ("import", "restore")
# What these say of a shop without data is true before its first import too.
ANSWER_WITHOUT = ("export", "imports", "undo", "forget", "settings")
IN_MEMORY = ":memory:"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    args = _parser().parse_args(arguments)
    logs.set_up("off")
    began = time.monotonic()
    try:
        status = _run(args)
    except Exception as error:
        if not logs.is_on():
            raise
        reference = logs.failed("command_failed", error, command=args.command)
        status = say(f"Something went wrong (reference {reference}); the log says where.")
    logs.say("command", command=args.command, status=status, seconds=round(time.monotonic() - began, 3))
    return status


def _run(args: argparse.Namespace) -> int:
    try:
        if args.command in NEED_NONE:
            args.run(args)
        else:
            _run_on_database(args)
    except UserError as error:
        return say(answered(error) + reporting.hint(error, args))
    except BrokenPipeError:
        # The reader of our output has seen enough, as in `export … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (duckdb.Error, OSError, MemoryError) as error:
        fault = database_faults.told(error)
        if fault is None:
            raise
        return say(str(fault))
    return 0


def _run_on_database(args: argparse.Namespace) -> None:
    path = _database_of(args)
    connection = open_database(path)
    try:
        if path != IN_MEMORY:
            leftovers.sweep(args.db)
            _bring_up_to_date(connection)
        elif args.command not in ANSWER_WITHOUT:
            raise _nothing_loaded(args)
        args.run(connection, args)
    finally:
        connection.close()


def _database_of(args: argparse.Namespace) -> Path | str:
    """Which database to open: one that is not there is begun only by what fills it. UserError if another is named."""
    if args.command in BEGIN_ONE or not _could_be_made(args.db) or args.db.exists():
        return Path(args.db)
    if args.db.resolve() != _default_database().resolve():
        raise UserError(_("{path} is not there."), path=args.db)
    return Path(args.db) if args.command == "settings" and args.changes else IN_MEMORY


def _could_be_made(path: Path) -> bool:
    """Whether the folder can be written. If not, opening the database says so, and makes none."""
    nearest = next(folder for folder in path.resolve().parents if folder.is_dir())
    return os.access(nearest, os.W_OK)


def _nothing_loaded(args: argparse.Namespace) -> UserError:
    if args.command == "report":
        return UserError(_("There is nothing to report yet. Import files first."))
    return UserError(_("Nothing has been loaded into {path} yet. Import files first."), path=args.db)


def _default_database() -> Path:
    return Path(os.environ.get("CRM_DB", DATABASE))


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection) -> None:
    if building.is_outdated(connection):
        say("Another version of the program built this database; it is built anew by the rules of this one.")
        starting.bring_up_to_date(connection)
        building.fill_history(connection, bar("history"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crm_core", description="The customer portfolio's command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    importing.add_options(
        _command(commands, "import", importing.run, "load files, or what waits in the inbox; then build")
    )
    _command(commands, "build", _build, "build all snapshots anew")
    export = _command(commands, "export", _export, "write a table")
    export.add_argument("table", choices=sorted(tables.EXPORTS), metavar="TABLE", help=", ".join(tables.EXPORTS))
    export.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="one snapshot instead of all")
    export.add_argument(
        "--out", type=Path, metavar="FILE", help=".csv, .parquet or .xlsx; CSV on standard output if none"
    )
    reporting.add_options(_command(commands, "report", reporting.run, "write the monthly report as one HTML file"))
    _command(commands, "imports", _imports, "list the imports so far")
    undone = _command(commands, "undo", _undo, "take an import back, then build: as if it had never come")
    undone.add_argument("import_id", type=int, metavar="IMPORT_ID", help="as `imports` and its receipt say")
    forgotten = _command(commands, "forget", _forget, "delete what tells who a customer was, then build; revenue stays")
    forgotten.add_argument("customer_id", metavar="CUSTOMER_ID", help="as exports have it")
    forgotten.add_argument("--known-by", choices=("customer_id", "email", "phone", "account"))
    changes = _command(commands, "settings", _settings, "show the settings; change some and rebuild")
    changes.add_argument("changes", nargs="*", metavar="NAME=VALUE")
    _command(commands, "check", _check, "check that every rule holds")
    auditing.add_options(_command(commands, "audit", auditing.run, "show who did what when, the newest first"))
    keeping.add_optional_file(_command(commands, "backup", keeping.back_up, "write all that is kept to one file"))
    keeping.add_file(_command(commands, "restore", keeping.restore, "put a backup in the place of all, then build"))
    keeping.add_optional_file(
        _command(commands, "rescue", keeping.rescued, "put a damaged database aside; go on with a backup, the newest")
    )
    _command(commands, "password", keeping.print_hash, "print the hash of a password, for owner_password")
    return parser


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    database = _default_database()
    parser.add_argument("--db", type=Path, default=database, metavar="PATH", help=f"the database ({database.name})")
    parser.set_defaults(run=run, clock=datetime.now, command=name)
    return parser


@contextmanager
def _rebuilding(connection: duckdb.DuckDBPyConnection, anew: bool = False) -> Iterator[None]:
    """What is done inside, then the build, in one transaction; the months before the newest follow."""
    with transaction(connection):
        yield
        building.build_newest(connection, settings.load(connection), bar("building"), anew)
    building.fill_history(connection, bar("history"))


def _build(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    with _rebuilding(connection, anew=True):
        pass


def _export(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    def note(rows: int) -> None:
        audit.note_alone(connection, "exported", audit.COMMAND, args.clock(), args.table, rows=rows)

    tables.export(connection, args.table, args.as_of, args.out, note)


def _imports(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    for receipt in intake.receipts(connection):
        print_row(receipt)


def _undo(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    with _rebuilding(connection):
        undone = amending.undo(connection, args.import_id, args.clock())
        audit.note(connection, "import_undone", audit.COMMAND, args.clock(), str(args.import_id), rows=undone.rows)
    print_values(asdict(undone))


def _forget(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    if building.current_build(connection) == 0:
        raise UserError(_("There is no customer {customer_id}."), customer_id=args.customer_id)
    with _rebuilding(connection):
        key = amending.customer_called(connection, args.customer_id, args.known_by)
        kept = amending.forget(connection, key, args.clock(), secrets.token_hex(16))
        audit.note(connection, "customer_forgotten", audit.COMMAND, args.clock(), orders=kept.orders)
    print(f"forgotten; without a name stay orders={kept.orders} net_revenue={kept.net_revenue}")


def _settings(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    current = settings.load(connection)
    if args.changes:
        current = settings.changed(current, **dict(_setting(change) for change in args.changes))
        with transaction(connection):
            build_id = setting_history.save_and_build(
                connection, current, args.clock(), setting_history.BY_COMMAND, bar("building")
            )
            audit.note_settings(connection, audit.COMMAND, args.clock(), build_id)
        building.fill_history(connection, bar("history"))
    for name, value in asdict(current).items():
        print(f"{name}={value}")


def _setting(change: str) -> tuple[str, Any]:
    name, _equals, value = change.partition("=")
    return name, settings.parsed(name, value)


def _check(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    found = checking.violations(connection)
    if found:
        raise UserError(_("{count} rules do not hold: {rules}"), count=len(found), rules="; ".join(map(str, found)))
    waiting = len(building.pending(connection))
    print(
        f"{len(checking.rules())} rules hold"
        + (f"; {waiting} steps of the history are still to be built" if waiting else "")
    )


if __name__ == "__main__":
    sys.exit(main())
