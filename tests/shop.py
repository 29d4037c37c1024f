"""A shop small enough to count on one's fingers: literal rows → kept rows → snapshots."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from crm_core import building, database
from crm_core.settings import Settings
from tests.built import build_or_copy, open_or_build

# The newest month and the year before it: what most tests look at. Every month costs as much as the newest.
MONTHS = 13
# What settings say where nobody has set them: for tests that look at the months before.
ALL_MONTHS = Settings().history_months


class Shop:
    """An in-memory database (or a file at `path`) filled with literal rows."""

    def __init__(self, path: str = ":memory:") -> None:
        self.path = path
        self.keys: dict[tuple[str, str], int] = {}
        self.orders_made = 0
        self._connection: duckdb.DuckDBPyConnection | None = None
        # Rows by table, in their order, until somebody asks for the database.
        self._waiting: dict[str, list[dict[str, Any]]] = {}

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database, made when it is asked for first."""
        if self._connection is None:
            self._connection = database.open_database(self.path)
            for table, rows in self._waiting.items():
                for columns, alike in groupby(rows, key=tuple):
                    self._connection.executemany(_insertion(table, columns), [list(row.values()) for row in alike])
        return self._connection

    def identity(self, value: str, kind: str = "customer_id") -> int:
        """The key of an identity, made at first sight."""
        if (kind, value) not in self.keys:
            self.keys[kind, value] = len(self.keys) + 1
            self._insert("identities", {"identity_key": self.keys[kind, value], "kind": kind, "value": value})
        return self.keys[kind, value]

    def customer(self, customer_id: str, from_orders: bool = False, import_id: int = 1, **facts: Any) -> None:
        """A row of a customer file."""
        values = facts | {"identity_key": self.identity(customer_id), "from_orders": from_orders}
        self._insert("customer_rows", values | {"import_id": import_id})

    def order(self, customer_id: str | None, ordered_at: str, amount: float, **facts: Any) -> str:
        """An order, or a refund if the amount is negative; returns its id. `email` stands for a customer_id."""
        self.orders_made += 1
        order_id = facts.pop("order_id", f"o{self.orders_made}")
        email = facts.pop("email", None)
        key = self.identity(customer_id) if customer_id else self.identity(email, "email") if email else None
        values = {"order_id": order_id, "identity_key": key, "ordered_at": datetime.fromisoformat(ordered_at)}
        values |= {"amount": amount, "is_counted": True, "is_refund": amount < 0, "import_id": 1}
        self._insert("order_rows", values | facts)
        return str(order_id)

    def line(self, order_id: str, **facts: Any) -> None:
        """A line of an order."""
        self._insert("line_rows", facts | {"order_id": order_id, "import_id": 1})

    def answer(self, customer_id: str, answered_on: str, score: float, **facts: Any) -> None:
        """A survey answer, 0–10 unless said otherwise."""
        values = {"identity_key": self.identity(customer_id), "answered_on": date.fromisoformat(answered_on)}
        values |= {"score": score, "scale_min": 0, "scale_max": 10, "kind": "nps", "line": 1, "import_id": 1}
        self._insert("survey_rows", values | facts)

    def build(
        self, settings: Settings | None = None, history: bool = True, months: int = MONTHS
    ) -> duckdb.DuckDBPyConnection:
        """Build the newest snapshot, and the history unless told otherwise; a shop like one before is a copy of it.

        Settings that do not say how many months of history there are get so many.
        """
        settings = settings or Settings()
        if settings.history_months == Settings().history_months:
            settings = replace(settings, history_months=months)
        if self._connection is None and not Path(self.path).exists():
            how = f"{self._waiting} {settings} {history}"
            self._connection = open_or_build(self.path, how, lambda: self._build(settings, history))
        else:
            build_or_copy(self.connection, f"{settings} {history}", lambda: self._build(settings, history) and None)
        return self.connection

    def _build(self, settings: Settings, history: bool) -> duckdb.DuckDBPyConnection:
        connection = self.connection
        with database.transaction(connection):
            building.build_newest(connection, settings)
        if history:
            building.fill_history(connection)
        return connection

    def newest(self, *columns: str) -> dict[str, Any]:
        """Columns of the newest snapshot by customer_id; a bare value if only one column is asked for."""
        rows = self.connection.execute(
            f"select customer_id, {', '.join(columns)} from snapshots"
            " where as_of = (select max(as_of) from snapshots) order by customer_id"
        ).fetchall()
        return {row[0]: row[1] if len(columns) == 1 else row[1:] for row in rows}

    def at(self, as_of: str, column: str) -> dict[str, Any]:
        """A column of the snapshot at `as_of` by customer_id."""
        rows = self.connection.execute(
            f"select customer_id, {column} from snapshots where as_of = $as_of order by customer_id",
            {"as_of": date.fromisoformat(as_of)},
        ).fetchall()
        return dict(rows)

    def _insert(self, table: str, values: dict[str, Any]) -> None:
        if self._connection is None:
            self._waiting.setdefault(table, []).append(values)
        else:
            self._connection.execute(_insertion(table, values), list(values.values()))


def _insertion(table: str, columns: Collection[str]) -> str:
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' for _ in columns)})"


def worked_example() -> Shop:
    """The orders of the definitions' worked example: ann brings 520, bob 400, cy 50, dee 30; the last is on 9 April."""
    shop = Shop()
    for day, amount in (("2024-01-10", 100), ("2024-02-09", 120), ("2024-03-10", 140), ("2024-04-09", 160)):
        shop.order("ann", day, amount)
    shop.order("bob", "2024-02-05", 400)
    shop.order("cy", "2024-01-20", 50)
    shop.order("cy", "2024-03-20", 50)
    shop.order("cy", "2024-03-25", -50)
    shop.order("dee", "2024-04-01", 30)
    return shop
