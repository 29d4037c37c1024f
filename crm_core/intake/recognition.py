"""What a file is: the likeliest layout that finds all it needs, else the table whose columns its own spell best."""

import re
from dataclasses import replace

from crm_core.intake.columns import by_plain_name, column_like
from crm_core.intake.grain import (
    amounts_are_of_lines,
    continued_columns,
    heading_column,
    is_of_the_order,
    repeats_orders,
)
from crm_core.intake.habits import tip_is_left_out
from crm_core.intake.layouts import Format, format_named, formats, likeliest
from crm_core.intake.meanings import WHO, makes_orders, meanings, missing
from crm_core.intake.naming import longer_names
from crm_core.intake.people import calls_by_name, tells_apart
from crm_core.intake.plan import Plan
from crm_core.intake.shape import FileShape
from crm_core.intake.styles import styled
from crm_core.intake.vocabulary import names_that_identify, plain, spellings
from crm_core.schema import CUSTOMERS, ORDER_LINES, ORDERS, Column

TABLES_BY_PREFERENCE = ("orders", "order_lines", "surveys", "rates", "customers")
ABOUT_LINES = {"product", "quantity", "unit_price", "line_amount"}
NUMBER_LIKE = re.compile(r"[^\d%]{0,5}\d[\d.,'\s]*[^\d%]{0,5}")
DATE_LIKE = re.compile(r".*\d.*\d.*\d.*")
CLOCK_LIKE = re.compile(r"\d{1,2}[:：.]\d{2}([:：.]\d{2})?( ?[AaPp]\.?[Mm]\.?)?")
LOOKS = {"money": NUMBER_LIKE, "number": NUMBER_LIKE, "rate": NUMBER_LIKE, "date": DATE_LIKE, "time": DATE_LIKE}


def recognise(shape: FileShape, format_name: str | None = None) -> Plan:
    """The plan for a file: what it is, which column is what, its styles. `format_name` overrides the recognition."""
    if format_name:
        return styled(planned(shape, format_named(format_name)))
    known = [planned(shape, layout) for layout in likeliest(shape.columns)]
    complete = next((plan for plan in known if not missing(plan.table, plan.mapped)), None)
    if complete is None:
        generic = _generic(shape)
        complete = generic if not known or not missing(generic.table, generic.mapped) else known[0]
    return styled(complete)


def planned(shape: FileShape, layout: Format) -> Plan:
    """The columns of the file as this layout names them; styles are still to be decided.

    A column that a layout names and the file calls something else is looked for under its common spellings.
    """
    common = spellings(layout.table)
    if layout.generic:
        names = common
    else:
        own = {meaning: tuple(plain(each) for each in given) for meaning, given in layout.columns.items()}
        names = {meaning: (*given, *common.get(meaning, ())) for meaning, given in own.items()}
    plan = Plan(shape, layout.table, layout.name, _mapping(shape, layout, names))
    if layout.generic and tip_is_left_out(plan):
        plan = replace(plan, mapping={column: meaning for column, meaning in plan.mapping.items() if meaning != "tip"})
    return replace(plan, fill_down=_filled_down(plan, layout))


def _mapping(shape: FileShape, layout: Format, names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """file column → meaning, each meaning and each column once; optional columns only if their values look right."""
    columns = by_plain_name(shape)
    own = {plain(name) for given in layout.columns.values() for name in given}
    beside = {plain(name) for given in (layout.add, layout.subtract) for found in given.values() for name in found}
    mapping: dict[str, str] = {}
    for meaning in meanings(layout.table):
        mine = {plain(name) for name in layout.columns.get(meaning, ())}
        others = (own | beside) - mine
        spelt = [columns[name] for name in names.get(meaning, ()) if name in columns and name not in others]
        _take(shape, layout, meaning, spelt, mapping)
    if layout.generic:
        for meaning in (each for each in meanings(layout.table) if each not in mapping.values()):
            _take(shape, layout, meaning, longer_names(shape.columns, meaning, names.get(meaning, ())), mapping)
    return {column: mapping[column] for column in shape.columns if column in mapping}


def _take(shape: FileShape, layout: Format, meaning: str, spelt: list[str], mapping: dict[str, str]) -> None:
    """Give the meaning to the first of these columns that fits: by its values, else an empty one."""
    free = [name for name in spelt if name not in mapping]
    free = [name for name in free if not (layout.generic and calls_by_name(shape, name, meaning))]
    column = meanings(layout.table)[meaning]
    found = next((name for name in free if shape.values(name) and _looks_like(shape, name, column)), None)
    found = found or next((name for name in free if not shape.values(name)), None)
    found = found or (free[0] if free and column.required else None)
    if found:
        mapping |= dict.fromkeys((found, *_twins(shape, found)), meaning)


def _twins(shape: FileShape, column: str) -> list[str]:
    """Columns with the same name but other values: the user has to say which one is meant."""
    alike = re.compile(rf"{re.escape(column)} \(\d+\)")
    return [name for name in shape.columns if alike.fullmatch(name) and shape.values(name) != shape.values(column)]


def _looks_like(shape: FileShape, name: str, meaning: Column) -> bool:
    """Whether at least half of the values look like the numbers or dates that an optional column should hold."""
    if meaning.name == "refunded" and set(shape.values(name)) <= {"0", "1"} and "1" in shape.values(name):
        return False  # whether it was refunded, not how much
    look = CLOCK_LIKE if meaning.name == "time_of_day" else LOOKS.get(meaning.type)
    values = shape.values(name)
    if look is None:
        return True
    return 2 * sum(bool(look.fullmatch(value)) for value in values) >= len(values)


def _filled_down(plan: Plan, layout: Format) -> tuple[str, ...]:
    named = [column for name in layout.fill_down if (column := column_like(plan.shape, (name,)))]
    return tuple(dict.fromkeys([*named, *continued_columns(plan)]))


def _generic(shape: FileShape) -> Plan:
    """The plan of the generic format that finds all it needs and most columns."""
    plans = {table: _with_names(planned(shape, formats()[table])) for table in TABLES_BY_PREFERENCE}
    plans[ORDER_LINES.name] = _without_order_totals(plans[ORDER_LINES.name])
    orders, lines, customers = plans[ORDERS.name], plans[ORDER_LINES.name], plans[CUSTOMERS.name]
    complete = [plan for plan in plans.values() if not missing(plan.table, plan.mapped)]
    if lines in complete and not lines.mapped & ABOUT_LINES:
        complete.remove(lines)
    if customers in complete and _is_about_orders(orders, customers):
        complete.remove(customers)
    if orders in complete and lines.mapped & ABOUT_LINES:
        if amounts_are_of_lines(orders, lines):
            return _with_line_amount(lines, orders.column_of("amount"))
        if makes_orders(lines.table, lines.mapped) and (lines.fill_down or repeats_orders(orders)):
            return lines
    if orders in complete and lines in complete and makes_orders(lines.table, lines.mapped):
        complete.remove(lines)
    return max(complete or plans.values(), key=lambda plan: len(plan.mapping))


def _with_names(plan: Plan) -> Plan:
    """Where orders name their customers in no other way, the name of an account, company or contact tells them apart;
    so does the heading over a group of rows."""
    if not makes_orders(plan.table, plan.mapped) or any(tells_apart(plan, meaning) for meaning in WHO):
        return plan
    heading = heading_column(plan)
    if heading and heading not in plan.mapping:
        return replace(plan, mapping=plan.mapping | {heading: "account"}, fill_down=(*plan.fill_down, heading))
    name = plan.column_of("name")
    if not name or plain(name) not in names_that_identify():
        return plan
    others = {column: meaning for column, meaning in plan.mapping.items() if meaning != "account"}
    return replace(plan, mapping=others | {name: "account"})


def _without_order_totals(lines: Plan) -> Plan:
    """The plan of lines without a line's amount that is the order's."""
    column = lines.column_of("line_amount")
    if column is None or not is_of_the_order(lines, column) or not lines.mapped & {"amount", "unit_price"}:
        return lines
    return replace(lines, mapping={name: meaning for name, meaning in lines.mapping.items() if name != column})


def _is_about_orders(orders: Plan, customers: Plan) -> bool:
    """Whether the file has orders' ids and amounts, or nothing that describes a customer."""
    describes_nobody = customers.mapped == {"customer_id"} and len(customers.shape.columns) > 1
    has_orders = "amount" in orders.mapped and orders.column_of("order_id") not in (None, *customers.mapping)
    return describes_nobody or has_orders


def _with_line_amount(lines: Plan, amount: str | None) -> Plan:
    """The plan of lines in which what looked like an order's amount is the line's."""
    mapping = {column: meaning for column, meaning in lines.mapping.items() if meaning != "amount"}
    if amount and "line_amount" not in mapping.values() and amount not in mapping:
        mapping |= {amount: "line_amount"}
    return replace(lines, mapping=mapping)


__all__ = ["format_named", "planned", "recognise"]
