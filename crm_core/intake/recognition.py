"""What a file is: the first layout that recognises it, else the table whose meanings its column names spell best."""

import re
from dataclasses import replace

from crm_core.intake.layouts import Format, format_named, formats
from crm_core.intake.meanings import meanings, missing
from crm_core.intake.plan import Plan
from crm_core.intake.shape import FileShape
from crm_core.intake.styles import styled
from crm_core.intake.vocabulary import plain, spellings
from crm_core.schema import CUSTOMERS, ORDER_LINES, ORDERS, Column

TABLES_BY_PREFERENCE = ("orders", "order_lines", "surveys", "customers")
ABOUT_LINES = {"product", "quantity", "unit_price", "line_amount"}
IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
NUMBER_LIKE = re.compile(r"[^\d%]{0,5}\d[\d.,'\s]*[^\d%]{0,5}")
DATE_LIKE = re.compile(r".*\d.*\d.*\d.*")
LOOKS = {"money": NUMBER_LIKE, "number": NUMBER_LIKE, "date": DATE_LIKE, "time": DATE_LIKE}


def recognise(shape: FileShape, format_name: str | None = None) -> Plan:
    """The plan for a file: what it is, which column is what, its styles. `format_name` overrides the recognition."""
    if format_name:
        return styled(planned(shape, format_named(format_name)))
    names = {plain(column) for column in shape.columns}
    known = next((each for each in formats().values() if each.recognises(names)), None)
    return styled(planned(shape, known) if known else _generic(shape))


def planned(shape: FileShape, layout: Format) -> Plan:
    """The columns of the file as this layout names them; styles are still to be decided."""
    names = spellings(layout.table) if layout.generic else {}
    names = {**names, **{m: tuple(plain(each) for each in given) for m, given in layout.columns.items()}}
    return Plan(shape, layout.table, layout.name, _mapping(shape, layout.table, names))


def _mapping(shape: FileShape, table: str, names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """file column → meaning, each meaning and each column once; optional columns only if their values look right."""
    columns = {plain(IN_BRACKETS.sub("", column)): column for column in reversed(shape.columns)}
    columns |= {plain(column): column for column in reversed(shape.columns)}
    mapping: dict[str, str] = {}
    for meaning, column in meanings(table).items():
        free = [columns[name] for name in names.get(meaning, ()) if columns.get(name, "") not in ("", *mapping)]
        found = next((name for name in free if shape.values(name) and _looks_like(shape, name, column)), None)
        found = found or next((name for name in free if not shape.values(name)), None)
        if found:
            mapping |= dict.fromkeys((found, *_twins(shape, found)), meaning)
    return {column: mapping[column] for column in shape.columns if column in mapping}


def _twins(shape: FileShape, column: str) -> list[str]:
    """Columns with the same name but other values: the user has to say which one is meant."""
    alike = re.compile(rf"{re.escape(column)} \(\d+\)")
    return [name for name in shape.columns if alike.fullmatch(name) and shape.values(name) != shape.values(column)]


def _looks_like(shape: FileShape, name: str, meaning: Column) -> bool:
    """Whether at least half of the values look like the numbers or dates that an optional column should hold."""
    look = LOOKS.get(meaning.type)
    values = shape.values(name)
    if look is None or meaning.required:
        return True
    return 2 * sum(bool(look.fullmatch(value)) for value in values) >= len(values)


def _generic(shape: FileShape) -> Plan:
    """The plan of the generic format that finds all it needs and most columns."""
    plans = {table: planned(shape, formats()[table]) for table in TABLES_BY_PREFERENCE}
    lines = plans[ORDER_LINES.name]
    complete = [plan for plan in plans.values() if not missing(plan.table, plan.mapped)]
    if lines in complete and not lines.mapped & ABOUT_LINES:
        complete.remove(lines)
    if plans[CUSTOMERS.name] in complete and _is_about_orders(plans[ORDERS.name], plans[CUSTOMERS.name]):
        complete.remove(plans[CUSTOMERS.name])
    if plans[ORDERS.name] in complete and _amounts_are_of_lines(plans[ORDERS.name], lines):
        return _with_line_amount(lines, plans[ORDERS.name].column_of("amount"))
    if plans[ORDERS.name] in complete and lines in complete and "ordered_at" in lines.mapped:
        complete.remove(lines)
    return max(complete or plans.values(), key=lambda plan: len(plan.mapping))


def _is_about_orders(orders: Plan, customers: Plan) -> bool:
    """Whether the file has orders' ids and amounts, or nothing that describes a customer."""
    describes_nobody = customers.mapped == {"customer_id"} and len(customers.shape.columns) > 1
    has_orders = "amount" in orders.mapped and orders.column_of("order_id") not in (None, *customers.mapping)
    return describes_nobody or has_orders


def _amounts_are_of_lines(orders: Plan, lines: Plan) -> bool:
    """Whether what reads as an order's amount is a line's: a price per piece, or other amounts under the same id."""
    amount = orders.column_of("amount")
    if not lines.mapped & ABOUT_LINES or amount is None:
        return False
    if amount == lines.column_of("unit_price"):
        return "quantity" in lines.mapped
    ids, amounts = (_column(orders, orders.column_of("order_id")), _column(orders, amount))
    pairs = set(zip(ids, amounts, strict=True))
    return len(pairs) > len(set(ids))


def _column(plan: Plan, column: str | None) -> list[str]:
    place = plan.shape.position(column or "")
    return [row[place].strip() for row in plan.shape.rows]


def _with_line_amount(lines: Plan, amount: str | None) -> Plan:
    if amount is None or "line_amount" in lines.mapped or amount in lines.mapping:
        return lines
    return replace(lines, mapping=lines.mapping | {amount: "line_amount"})


__all__ = ["format_named", "planned", "recognise"]
