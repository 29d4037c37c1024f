"""The command line: everything the upload page does, for hosts and schedulers; the same code behind both.

Exit 0 on success, 1 with a one-line reason on bad input, 2 on bad usage; progress on standard error.
"""

import argparse
import os
import sys
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from crm_core import building, checking, intake, settings, tables
from crm_core.database import open_database, transaction
from crm_core.errors import Question, UserError
from crm_core.locale import _

DATABASE = Path(__file__).parent.parent / "data" / "crm.duckdb"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    args = _parser().parse_args(arguments)
    try:
        connection = open_database(args.db)
        try:
            args.run(connection, args)
        finally:
            connection.close()
    except Question as question:
        return _say(f"{question} Answer with {question.option} {'|'.join(question.choices)}.")
    except UserError as error:
        return _say(str(error))
    except BrokenPipeError:
        # The reader of our output has seen enough, as in `export … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _say(reason: str) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crm_core", description="The customer portfolio's command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _import_options(_command(commands, "import", _import, "load CSV files, then build"))
    _command(commands, "build", _build, "build all snapshots anew")
    export = _command(commands, "export", _export, "write a table")
    export.add_argument("table", choices=sorted(tables.EXPORTS), metavar="TABLE", help=", ".join(tables.EXPORTS))
    export.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="one snapshot instead of all")
    export.add_argument(
        "--out", type=Path, metavar="FILE", help=".csv, .parquet or .xlsx; CSV on standard output if none"
    )
    _command(commands, "imports", _imports, "list the imports so far")
    changes = _command(commands, "settings", _settings, "show the settings; change some and rebuild")
    changes.add_argument("changes", nargs="*", metavar="NAME=VALUE")
    _command(commands, "check", _check, "check that every rule holds")
    return parser


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    database = Path(os.environ.get("CRM_DB", DATABASE))
    parser.add_argument("--db", type=Path, default=database, metavar="PATH", help=f"the database ({database.name})")
    parser.set_defaults(run=run)
    return parser


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--format", metavar="NAME", help="the files' layout, if it is not recognised")
    parser.add_argument("--map", action="append", default=[], type=_pair, metavar="COLUMN=MEANING")
    parser.add_argument("--currency", metavar="CODE", help="of amounts without one; with several, the one to keep")
    parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"))
    parser.add_argument("--decimal", choices=(",", "."), help="the decimal mark")
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="write the rejected rows here, as CSV")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.rpartition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def _import(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    plans = [_plan(file, args) for file in args.files]
    for problem in [problem for plan in plans for problem in intake.problems(plan)]:
        raise problem
    with transaction(connection):
        receipts = intake.load_files(connection, plans, datetime.now(), _progress("loading"))
        building.build_newest(connection, settings.load(connection), _bar("building"))
    building.fill_history(connection, _bar("history"))
    for receipt in receipts:
        _print_row(receipt)
    if args.rejects:
        parts = [intake.rejects_csv(connection, receipt.import_id) for receipt in receipts if receipt.rejected]
        args.rejects.write_text("\n".join(parts), "utf-8")


def _plan(file: Path, args: argparse.Namespace) -> intake.Plan:
    shape = intake.inspect(file)
    plan = intake.recognise(shape, args.format)
    mapping = {column: meaning for column, meaning in args.map if column in shape.columns}
    if unknown := [column for column, _meaning in args.map if column not in shape.columns]:
        raise UserError(_("{file} has no column {column}."), file=file.name, column=unknown[0])
    return intake.replaced(
        plan, mapping=mapping, currency=args.currency, date_order=args.date_order, decimal=args.decimal
    )


def _build(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    with transaction(connection):
        building.build_newest(connection, settings.load(connection), _bar("building"))
    building.fill_history(connection, _bar("history"))


def _export(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    tables.export(connection, args.table, args.as_of, args.out)


def _imports(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    for receipt in intake.receipts(connection):
        _print_row(receipt)


def _settings(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    current = settings.load(connection)
    if args.changes:
        current = settings.changed(current, **dict(_setting(change) for change in args.changes))
        with transaction(connection):
            building.build_newest(connection, current, _bar("building"))
        building.fill_history(connection, _bar("history"))
    for name, value in asdict(current).items():
        print(f"{name}={value}")


def _setting(change: str) -> tuple[str, Any]:
    name, _equals, value = change.partition("=")
    kinds: dict[str, Any] = {field.name: type(field.default) for field in fields(settings.Settings)}
    if name not in kinds:
        raise UserError(_("There is no setting {name}."), name=name)
    if kinds[name] is bool and value.lower() in ("true", "false"):
        return name, value.lower() == "true"
    try:
        if kinds[name] is bool:
            raise ValueError("neither true nor false")
        return name, kinds[name](value)
    except ValueError:
        raise UserError(
            _("Setting {name} cannot be {value}; it is of type {kind}."),
            name=name,
            value=value,
            kind=kinds[name].__name__,
        ) from None


def _check(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    found = checking.violations(connection)
    if found:
        raise UserError(_("{count} rules do not hold: {rules}"), count=len(found), rules="; ".join(map(str, found)))
    waiting = len(building.pending(connection))
    print(
        f"{len(checking.rules())} rules hold"
        + (f"; {waiting} months of history are still to be built" if waiting else "")
    )


def _print_row(receipt: intake.Receipt) -> None:
    print(" ".join(f"{name}={value}" for name, value in asdict(receipt).items() if value not in (None, "", {})))


def _bar(what: str) -> building.Progress:
    return lambda share: _report(what, share)


def _progress(what: str) -> Any:
    return lambda share, _text: _report(what, share)


def _report(what: str, share: float) -> None:
    ends = "\n" if share >= 1 else ""
    print(f"\r{what} {share:4.0%}", end=ends, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
