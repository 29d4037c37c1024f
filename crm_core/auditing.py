"""The command `audit`: who did what when, the newest first, as CSV."""

import argparse
import csv

import duckdb

from crm_core.audit import KINDS
from crm_core.console import standard_output
from crm_core.exporting import safe
from crm_core.queries import audit

COLUMNS = ("happened_at", "last_at", "times", "kind", "role", "who", "subject", "facts")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which entries."""
    parser.add_argument("--kind", choices=KINDS, metavar="KIND", help="only these: " + ", ".join(KINDS))


def run(connection: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> None:
    """Write the entries to standard output; no spreadsheet takes any of them for a formula."""
    writer = csv.writer(standard_output(), lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in audit.entries(connection, args.kind):
        texts = (f"{one.happened_at:%Y-%m-%d %H:%M:%S}", f"{one.last_at:%Y-%m-%d %H:%M:%S}", str(one.times), one.kind,
                 one.role, one.who, one.subject, audit.written(one.facts))  # fmt: skip
        writer.writerow([safe(text) for text in texts])
