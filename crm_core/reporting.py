"""The monthly report on the command line, so that a scheduler can mail it.

The report is made of the dashboard's own pages, run without a browser: this is the one place where the core calls the
rooms above it, by name and only when the command is given, so that nothing else of the core needs them.
"""

import argparse
import importlib
import os
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb

from crm_core import audit, building
from crm_core.console import bar, must_be_writable, whole_file
from crm_core.errors import UserError
from crm_core.locale import LANGUAGES, _

PAGES = "pages.parts.report_command"
# Said after the reason why the database cannot be opened.
HINT = "While the dashboard holds it, fetch the report from a share link instead: ADDRESS/s/TOKEN/report.html"


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be said of the report."""
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="a finished month; the newest if none")
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="en", help="of the report (en)")
    parser.add_argument("--masked", action="store_true", help="without names, e-mails and phones")
    parser.add_argument("--out", type=Path, metavar="FILE", help="an .html file; standard output if none")
    parser.epilog = HINT


def run(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Write the report. UserError for a month that is not there, or a place that cannot be written."""
    if args.out is None and sys.stdout.isatty():
        raise UserError(_("Say where to write the report: --out FILE."))
    if args.out is not None and args.out.suffix.lower() not in (".html", ".htm"):
        raise UserError(_("{out} must end in .html."), out=args.out)
    if args.out is not None:
        must_be_writable(args.out)
    building.fill_history(connection, bar("history"))
    os.environ["CRM_DB"] = str(args.db)
    content: bytes = importlib.import_module(PAGES).report(args.month, args.language, args.masked, args.clock())

    def note() -> None:
        audit.note_alone(connection, "exported", audit.COMMAND, args.clock(), "report", masked=args.masked)

    if args.out is None:
        note()  # before the first byte: a reader may go away in the middle
        sys.stdout.buffer.write(content)
        return
    with whole_file(args.out) as part:
        part.write_bytes(content)
        note()


def hint(error: UserError, args: argparse.Namespace) -> str:
    """What helps besides, where the database is held by the dashboard."""
    return f" {HINT}" if args.run is run and error.template.startswith("Another program holds") else ""


def _month(text: str) -> date:
    """The first day of a month written as 2026-10; ValueError, which argparse reports, for anything else."""
    return datetime.strptime(text, "%Y-%m").date()
