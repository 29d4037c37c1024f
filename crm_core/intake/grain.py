"""What the first rows tell of a file's grain: lines or orders, repeated amounts, headings over groups of rows."""

from collections import defaultdict

from crm_core.intake.plan import Plan

# What the rows of one order leave empty after its first one, in exports of merged cells.
OF_THE_ORDER = (
    "order_id", "ordered_at", "customer_id", "email", "phone", "account", "name", "first_name", "last_name", "postcode",
    "region", "owner", "currency", "channel", "status",
)  # fmt: skip
OF_THE_LINE = ("product", "quantity", "unit_price", "line_amount")


def amounts_are_of_lines(orders: Plan, lines: Plan) -> bool:
    """Whether what reads as an order's amount is a line's: a price per piece, or other amounts under the same id."""
    amount = orders.column_of("amount")
    if amount is None:
        return False
    if amount == lines.column_of("unit_price"):
        return "quantity" in lines.mapped
    return any(len(set(found)) > 1 for found in _amounts_by_order(orders).values())


def repeats_orders(orders: Plan) -> bool:
    """Whether orders stand on several rows, each with the amount of the whole order, or only the first with it."""
    return any(len(found) > 1 for found in _amounts_by_order(orders).values()) or _blanks_after_first(orders)


def _amounts_by_order(orders: Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for order_id, amount in zip(_values(orders, "order_id"), _values(orders, "amount"), strict=True):
        if order_id and amount:
            found[order_id].append(amount)
    return found


def _blanks_after_first(orders: Plan) -> bool:
    ids, amounts = _values(orders, "order_id"), _values(orders, "amount")
    seen: set[str] = set()
    for order_id, amount in zip(ids, amounts, strict=True):
        if not amount and order_id in seen:
            return True
        seen |= {order_id} if order_id and amount else set()
    return False


def continued_columns(plan: Plan) -> tuple[str, ...]:
    """The columns of the order that its further rows leave empty, where these rows have lines all the same."""
    lines = [column for meaning in OF_THE_LINE if (column := plan.column_of(meaning))]
    order_id, ordered_at = plan.column_of("order_id"), plan.column_of("ordered_at")
    if not lines or order_id is None or ordered_at is None:
        return ()
    filled = [any(_value(plan, row, column) for column in lines) for row in plan.shape.rows]
    of_order = [column for meaning in OF_THE_ORDER if (column := plan.column_of(meaning))]
    for key in (order_id, ordered_at):
        blank = [not _value(plan, row, key) for row in plan.shape.rows]
        if not blank[0] and any(empty and line for empty, line in zip(blank, filled, strict=True)):
            return tuple(column for column in of_order if _is_blank_where(plan, column, blank))
    return ()


def _is_blank_where(plan: Plan, column: str, blank: list[bool]) -> bool:
    """Whether the column is empty on all these rows, and not on all the others."""
    found = [bool(_value(plan, row, column)) for row in plan.shape.rows]
    return not any(f and b for f, b in zip(found, blank, strict=True)) and any(found)


def heading_column(plan: Plan) -> str | None:
    """The column that is filled on rows of its own only, which head the rows below them; None if there is none."""
    rows = [[bool(value.strip()) for value in row] for row in plan.shape.rows]
    alone = {row.index(True) for row in rows if sum(row) == 1}
    if len(alone) != 1 or not rows:
        return None
    place = alone.pop()
    full = [row for row in rows if sum(row) > 2 and not row[place]]
    return plan.shape.columns[place] if len(full) * 2 > len(rows) else None


def _values(plan: Plan, meaning: str) -> list[str]:
    column = plan.column_of(meaning)
    return [_value(plan, row, column) for row in plan.shape.rows] if column else [""] * len(plan.shape.rows)


def _value(plan: Plan, row: tuple[str, ...], column: str) -> str:
    return row[plan.shape.position(column)].strip()
