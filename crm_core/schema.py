"""What the input tables hold: the meanings a file's column can have, table by table."""

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "money", "number", "rate", "date", "time"]


@dataclass(frozen=True)
class Column:
    """One meaning a column of a file can have."""

    name: str
    type: Type
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One input table: its grain (one row per …) and the meanings of its columns."""

    name: str
    grain: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column with this name; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]


CUSTOMERS = Table(
    "customers",
    "customer",
    (
        Column("customer_id", "text", required=True),
        Column("account", "text"),
        Column("name", "text"),
        Column("first_name", "text"),
        Column("last_name", "text"),
        Column("email", "text"),
        Column("phone", "text"),
        Column("postcode", "text"),
        Column("kind", "text"),
        Column("region", "text"),
        Column("source", "text"),
        Column("owner", "text"),
        Column("joined_on", "date"),
        Column("credit_limit", "money"),
        Column("referred_by", "text"),
    ),
)

ORDERS = Table(
    "orders",
    "order",
    (
        Column("order_id", "text", required=True),
        Column("customer_id", "text"),
        Column("email", "text"),
        Column("phone", "text"),
        Column("account", "text"),
        Column("name", "text"),
        Column("first_name", "text"),
        Column("last_name", "text"),
        Column("postcode", "text"),
        Column("region", "text"),
        Column("owner", "text"),
        Column("ordered_at", "time", required=True),
        Column("time_of_day", "text"),
        Column("amount", "money", required=True),
        Column("tip", "money"),
        Column("discount", "money"),
        Column("refunded", "money"),
        Column("left_after_refunds", "money"),
        Column("refunded_at", "time"),
        Column("refund_of", "text"),
        Column("cost", "money"),
        Column("currency", "text"),
        Column("channel", "text"),
        Column("status", "text"),
    ),
)

ORDER_LINES = Table(
    "order_lines",
    "line of an order",
    (
        Column("order_id", "text", required=True),
        Column("product", "text"),
        Column("category", "text"),
        Column("brand", "text"),
        Column("quantity", "number"),
        Column("unit_price", "money"),
        Column("line_amount", "money"),
    ),
)

SURVEYS = Table(
    "surveys",
    "answer",
    (
        Column("customer_id", "text", required=True),
        Column("email", "text"),
        Column("phone", "text"),
        Column("account", "text"),
        Column("answered_on", "date", required=True),
        Column("score", "number", required=True),
        Column("scale_min", "number"),
        Column("scale_max", "number"),
        Column("kind", "text"),
        Column("comment", "text"),
        Column("expected_score", "number"),
    ),
)

RATES = Table(
    "rates",
    "day and currency",
    (
        Column("day", "date", required=True),
        Column("currency", "text", required=True),
        Column("rate", "rate", required=True),
    ),
)

INPUT_TABLES: dict[str, Table] = {table.name: table for table in (CUSTOMERS, ORDERS, ORDER_LINES, SURVEYS, RATES)}
