"""What became of a file: its counts and amounts, which add up."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

CLASSES = ("accepted", "merged", "refunds", "not_counted", "rejected")


@dataclass(frozen=True)
class Receipt:
    """One import: rows_in_file = accepted + merged + refunds + not_counted + rejected, and amounts likewise."""

    import_id: int
    imported_at: datetime
    file_name: str
    fingerprint: str
    table_name: str
    format: str
    mapping: dict[str, str]
    options: dict[str, Any]
    is_demo: bool
    currency: str | None
    rows_in_file: int
    accepted: int
    merged: int
    refunds: int
    not_counted: int
    rejected: int
    values_changed: int
    unidentified_rows: int
    orders: int
    customers: int
    amount_in_file: Decimal | None
    amount_accepted: Decimal | None
    amount_merged: Decimal | None
    amount_refunds: Decimal | None
    amount_not_counted: Decimal | None
    amount_rejected: Decimal | None
    lines_set_aside: int = 0
    undone_at: datetime | None = None

    @property
    def reconciles(self) -> bool:
        """Whether rows and amounts add up to those of the file."""
        amounts = [getattr(self, f"amount_{name}") or Decimal(0) for name in CLASSES]
        return self.rows_in_file == sum(getattr(self, name) for name in CLASSES) and (
            self.amount_in_file is None or self.amount_in_file == sum(amounts)
        )


COLUMNS = tuple(field.name for field in fields(Receipt))


def keep_receipt(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Write the receipt into imports."""
    values = {name: getattr(receipt, name) for name in COLUMNS}
    values |= {name: json.dumps(values[name], ensure_ascii=False) for name in ("mapping", "options")}
    names = ", ".join(COLUMNS)
    connection.execute(f"insert into imports ({names}) values ({', '.join(f'${name}' for name in COLUMNS)})", values)


def receipts(connection: duckdb.DuckDBPyConnection) -> list[Receipt]:
    """All imports so far, the newest first; those undone too, which have their undone_at."""
    rows = connection.execute(f"select {', '.join(COLUMNS)} from imports order by import_id desc").fetchall()
    return [_receipt(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def _receipt(values: dict[str, Any]) -> Receipt:
    return Receipt(**(values | {name: json.loads(values[name]) for name in ("mapping", "options")}))
