"""Which meanings the columns of each kind of file can have, and which it cannot do without."""

from collections.abc import Set

from crm_core.schema import CUSTOMERS, INPUT_TABLES, ORDER_LINES, ORDERS, SURVEYS, Column

ON_LINES = (
    "customer_id", "email", "phone", "account", "name", "first_name", "last_name", "postcode", "region", "owner",
    "ordered_at", "time_of_day", "amount", "tip", "discount", "refunded", "left_after_refunds", "refunded_at",
    "refund_of", "cost", "currency", "channel", "status",
)  # fmt: skip
WHO = ("customer_id", "email", "phone", "account")
LINE_AMOUNT = (("line_amount",), ("quantity", "unit_price"))


def meanings(table: str) -> dict[str, Column]:
    """meaning → column of the schema. Files of lines can carry their order's fields as well."""
    own = {column.name: column for column in INPUT_TABLES[table].columns}
    if table == ORDER_LINES.name:
        own |= {name: ORDERS.column(name) for name in ON_LINES}
    return own


def makes_orders(table: str, mapped: set[str]) -> bool:
    """Whether the file's lines make orders of their own: they carry the order's date."""
    return table == ORDERS.name or (table == ORDER_LINES.name and "ordered_at" in mapped)


def missing(table: str, mapped: set[str]) -> tuple[str, ...]:
    """The meanings that the file needs and no column has. Customers and answers need any one way to name a customer."""
    required = [column.name for column in INPUT_TABLES[table].columns if column.required]
    if table in (CUSTOMERS.name, SURVEYS.name) and mapped & set(WHO):
        required = [name for name in required if name != "customer_id"]
    lacking = [name for name in required if name not in mapped]
    if table == ORDER_LINES.name and "ordered_at" in mapped and "amount" not in mapped and not has_line_amount(mapped):
        lacking.append("line_amount")
    return tuple(lacking)


def leading_key(mapped: Set[str]) -> str:
    """The meaning by which the rows of a file tell their customers apart first, or would if they named them."""
    return next((name for name in WHO if name in mapped), WHO[0])


def has_line_amount(mapped: set[str]) -> bool:
    """Whether a line's amount is given, or follows from quantity and price."""
    return any(mapped.issuperset(ways) for ways in LINE_AMOUNT)
