"""Import a published data set and compare its totals with the known ones.

    python -m scripts.known_data online_retail PATH     UCI Online Retail, CSV or CSV.gz with the original header
    python -m scripts.known_data cdnow PATH             the 1/10 sample of CDNOW, as published (columns of fixed width)

Prints each figure beside what it must be; exits 1 if any differs or a rule of the database does not hold.
"""

import argparse
import csv
import sys
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from crm_core import building, checking, intake
from crm_core.database import open_database, transaction
from crm_core.settings import Settings

LOADED_AT = datetime(2026, 1, 1)
CENT = Decimal("0.01")

NET = "select sum(net_revenue) from orders"
KNOWN: dict[str, dict[str, tuple[str, Any]]] = {
    "online_retail": {
        "rows in the file": ("select rows_in_file from imports", 541_909),
        "rows accounted for": ("select accepted + merged + refunds + not_counted + rejected from imports", 541_909),
        "invoices": ("select count(*) from orders", 25_900),
        "customers": ("select count(*) from customers", 4_372),
        "rows without a customer": ("select unidentified_rows from imports", 135_080),
        "net revenue": (NET, Decimal("9747747.93")),
        "first day": ("select min(day) from days", datetime(2010, 12, 1).date()),
        "data through": ("select max(as_of) from calendar", datetime(2011, 12, 9).date()),
        "monthly snapshots": ("select count(*) from calendar", 13),
    },
    "cdnow": {
        "rows in the file": ("select rows_in_file from imports", 6_919),
        "rows accounted for": ("select accepted + merged + refunds + not_counted + rejected from imports", 6_919),
        "customers": ("select count(*) from customers", 2_357),
        "net revenue": (NET, Decimal("244091.94")),
        "data through": ("select max(as_of) from calendar", datetime(1998, 6, 30).date()),
        "monthly snapshots": ("select count(*) from calendar", 18),
    },
}


def main() -> int:
    """Run the comparison named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", choices=KNOWN)
    parser.add_argument("path", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = _with_header(args.path, Path(folder)) if args.data == "cdnow" else args.path
        return 0 if _compare(_imported(path), KNOWN[args.data]) else 1


def _with_header(path: Path, folder: Path) -> Path:
    out = folder / "cdnow.csv"
    with path.open(encoding="ascii") as lines, out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("order_id", "customer_id", "date", "quantity", "amount"))
        for number, line in enumerate(filter(str.strip, lines), 1):
            _master, customer, day, quantity, dollars = line.split()
            writer.writerow((number, customer, f"{day[:4]}-{day[4:6]}-{day[6:]}", quantity, dollars))
    return out


def _imported(path: Path) -> duckdb.DuckDBPyConnection:
    connection = open_database(":memory:")
    plan = intake.recognise(intake.inspect(path))
    with transaction(connection):
        intake.load_files(connection, [plan], LOADED_AT)
        building.build_newest(connection, Settings())
    building.fill_history(connection)
    return connection


def _compare(connection: duckdb.DuckDBPyConnection, known: dict[str, tuple[str, Any]]) -> bool:
    right = True
    for what, (question, expected) in known.items():
        row = connection.execute(question).fetchone()
        found = row[0].quantize(CENT) if row and isinstance(row[0], Decimal) else row and row[0]
        right &= found == expected
        print(f"{'ok   ' if found == expected else 'WRONG'} {what}: {found} (known: {expected})")
    for violation in checking.violations(connection):
        right = False
        print(f"WRONG {violation}")
    return right


if __name__ == "__main__":
    sys.exit(main())
