"""The command `import`: everything the upload page does, for hosts and schedulers; the same code behind both."""

import argparse
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from crm_core import audit, building, intake, setting_history, settings
from crm_core.console import answered, bar, loading_bar, must_be_writable, print_row, say, whole_file
from crm_core.database import transaction
from crm_core.errors import UserError
from crm_core.intake.currency import must_be_code
from crm_core.leftovers import UNPACKED
from crm_core.locale import _


def add_options(parser: argparse.ArgumentParser) -> None:
    """The arguments of `import`."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE",
        help="CSV, Excel, ZIP or GZ; without any, what lies in the folder inbox beside the database",
    )  # fmt: skip
    parser.add_argument("--format", metavar="NAME", help="the files' layout, if it is not recognised")
    parser.add_argument("--map", action="append", default=[], type=_pair, metavar="COLUMN=MEANING")
    parser.add_argument("--currency", metavar="CODE", help="of amounts without one; with several, the one to keep")
    parser.add_argument("--rates", type=Path, metavar="FILE", help="a table of date, currency and rate, loaded first")
    parser.add_argument("--time-zone", metavar="NAME", help="the business time zone, from now on: Asia/Shanghai …")
    parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"))
    parser.add_argument("--decimal", choices=(",", "."), help="the decimal mark")
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="write the rejected rows here, to mend and import")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.rpartition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def run(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Load the files named, or what waits in the inbox; then build. Raises UserError; nothing is loaded then."""
    if args.currency:
        must_be_code(args.currency)
    if args.rejects:
        must_be_writable(args.rejects)  # said now: once the files are loaded, they cannot be loaded again
    plan = partial(_plan, connection=connection, args=args)
    with tempfile.TemporaryDirectory(prefix=f"{UNPACKED}{args.db.stem}-", dir=args.db.resolve().parent) as folder:
        if not args.files:
            _import_inbox(connection, args, Path(folder), plan)
            return
        arrivals = [intake.arrival(file, Path(folder), plan) for file in args.files]
        for fault in (fault for each in arrivals for fault in each.passed_over):
            say(f"Passed over: {fault}")
        plans = [*_rates(connection, args), *(plan for each in arrivals for plan in each.plans)]
        _must_be_there([column for column, _meaning in args.map], plans)
        _report_import(connection, _load(plans, connection, args), args)


def _load(
    plans: list[intake.Plan], connection: duckdb.DuckDBPyConnection, args: argparse.Namespace
) -> list[intake.Receipt]:
    with transaction(connection):
        receipts = intake.load_files(connection, plans, args.clock(), loading_bar("loading"))
        new = _settings(connection, args)
        build_id = setting_history.save_and_build(
            connection, new, args.clock(), setting_history.BY_COMMAND, bar("building")
        )
        audit.note_imports(connection, audit.COMMAND, args.clock(), [receipt.import_id for receipt in receipts])
        audit.note_settings(connection, audit.COMMAND, args.clock(), build_id)
    return receipts


def _settings(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> settings.Settings:
    """The settings to build with: as saved, with the time zone if one is given."""
    saved = settings.load(connection)
    return settings.changed(saved, time_zone=args.time_zone) if args.time_zone else saved


def _report_import(
    connection: duckdb.DuckDBPyConnection, receipts: list[intake.Receipt], args: argparse.Namespace
) -> None:
    building.fill_history(connection, bar("history"))
    for receipt in receipts:
        print_row(receipt)
    if args.rejects:
        _write_rejects(connection, [receipt.import_id for receipt in receipts if receipt.rejected], args.rejects)


def _write_rejects(connection: duckdb.DuckDBPyConnection, import_ids: list[int], path: Path) -> None:
    names = intake.mended_names(import_ids, path)
    try:
        if path not in names.values():
            with whole_file(path):
                pass  # empty: those of an earlier import are not to be taken for these
        for import_id, name in names.items():
            with whole_file(name) as part:
                intake.write_rejects(connection, import_id, part)
    except UserError as error:
        raise UserError(_("Everything was loaded, but {out} cannot be written: {why}"), **error.values) from error


def _import_inbox(
    connection: duckdb.DuckDBPyConnection,
    args: argparse.Namespace,
    folder: Path,
    plan: Callable[[intake.FileShape], intake.Plan],
) -> None:
    """Load what waits in the inbox, in one transaction; what cannot be loaded stays there, and is said at the end."""
    arrivals, faults = [], []
    found = intake.waiting(intake.inbox_of(args.db), args.clock().timestamp())
    for path in found.unfinished:
        say(f"{path.name} is still being written; left for next time")
    for path in found.ready:
        try:
            arrivals.append(intake.arrival(path, folder, plan))
        except UserError as error:
            faults.append(error)
    receipts, loaded, others = intake.load_what_fits(arrivals, partial(_load, connection=connection, args=args))
    for each in loaded:
        intake.put_among_loaded(each.source)
        for fault in each.passed_over:
            say(f"Passed over: {fault}")
    if receipts:
        _report_import(connection, receipts, args)
    else:
        say("Nothing was loaded from the inbox")
    for fault in [*faults, *others]:
        say(answered(fault))
    if faults or others:
        raise UserError(
            _("{n} files could not be loaded and stay in the inbox; the reasons stand above."), n=len(faults + others)
        )


def _plan(shape: intake.FileShape, connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> intake.Plan:
    """How to read a file: as the options say, else as an earlier file with the same columns was read."""
    plan = intake.recognise(shape, args.format)
    plan = plan if args.format else intake.recalled(connection, plan)
    return intake.replaced(
        plan, mapping={column: meaning for column, meaning in args.map if column in shape.columns},
        currency=args.currency, date_order=args.date_order, decimal=args.decimal,
        time_zone=_settings(connection, args).time_zone,
    )  # fmt: skip


def _rates(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> list[intake.Plan]:
    """The plan for the table of rates; one that is in force already need not be loaded again."""
    if args.rates is None:
        return []
    plan = intake.recognise(intake.inspect(args.rates), "rates")
    return [] if intake.is_in_force(connection, plan) else [plan]


def _must_be_there(columns: list[str], plans: list[intake.Plan]) -> None:
    known = {column for plan in plans for column in plan.shape.columns}
    for column in columns:
        if column not in known:
            raise UserError(
                _("{file} has no column {column}."),
                file=", ".join(plan.shape.file_name for plan in plans), column=column,
            )  # fmt: skip
