"""What the first rows tell of a file's grain: lines or orders, repeated amounts, headings over groups of rows."""

import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation

from crm_core.intake.plan import Plan
from crm_core.intake.vocabulary import note_pattern

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
    by_order = _amounts_by_order(orders).values()
    if any(len(set(found)) > 1 for found in by_order):
        return True
    return any(len(found) > 1 for found in by_order) and _is_price_times_quantity(lines, amount)


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
    filled = [any(_value(plan, row, column) for column in lines) and not _is_total(row) for row in plan.shape.rows]
    of_order = [column for meaning in OF_THE_ORDER if (column := plan.column_of(meaning))]
    for key in (order_id, ordered_at):
        blank = [not _value(plan, row, key) for row in plan.shape.rows]
        if not blank[0] and any(empty and line for empty, line in zip(blank, filled, strict=True)):
            return tuple(column for column in of_order if _is_blank_where(plan, column, blank))
    return ()


def _is_total(row: tuple[str, ...]) -> bool:
    first = next((value.strip() for value in row if value.strip()), "")
    return re.match(note_pattern(), first.casefold()) is not None


def is_of_the_order(lines: Plan, column: str) -> bool:
    """Whether the amounts in this column are whole orders': repeated on all rows of an order, or on its first only,
    though the lines differ."""
    several = _rows_of_several(lines)
    place = lines.shape.position(column)
    once = all(not any(r[place].strip() for r in rows[1:]) or len({r[place] for r in rows}) == 1 for rows in several)
    return bool(several) and once and not _is_price_times_quantity(lines, column)


def _rows_of_several(lines: Plan) -> list[list[tuple[str, ...]]]:
    """The rows of each order that has more than one."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    continued, order_id = lines.column_of("order_id") in lines.fill_down, ""
    for row, own_id in zip(lines.shape.rows, _values(lines, "order_id"), strict=True):
        order_id = own_id or (order_id if continued else "")
        found[order_id].append(row)
    return [rows for key, rows in found.items() if key and len(rows) > 1]


def _is_price_times_quantity(lines: Plan, column: str) -> bool:
    """Whether, in orders of several rows, most amounts in the column are the row's price times its quantity."""
    price, quantity = lines.column_of("unit_price"), lines.column_of("quantity")
    if price is None or quantity is None:
        return False
    rows = [row for rows in _rows_of_several(lines) for row in rows]
    numbers = [[number_in(_value(lines, row, name)) for name in (column, price, quantity)] for row in rows]
    known = [(a, p, q) for a, p, q in numbers if a is not None and p is not None and q is not None]
    fits = sum(abs(a - p * q) <= Decimal("0.01") for a, p, q in known)
    return 2 * fits > len(known)


def number_in(text: str) -> Decimal | None:
    """The figure in a text, roughly: good enough to compare two columns of the same file."""
    digits = re.sub(r"[^\d.,-]", "", text)
    if re.search(r",\d{1,2}$", digits):
        digits = digits.replace(".", "").replace(",", ".")
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None


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
