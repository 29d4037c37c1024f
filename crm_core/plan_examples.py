"""How a plan reads a file, with one example for each guess: the first value of a column as written and as read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from crm_core.intake.expressions import NUMBER_MACROS
from crm_core.intake.plan import Plan
from crm_core.intake.queries import literal, literals, run
from crm_core.intake.vocabulary import currency_pattern, date_formats

Value = date | datetime | Decimal | None


@dataclass(frozen=True)
class Reading:
    """A value as it stands in the file, and as it will be read; None where it cannot be read."""

    written: str
    read: Value


def readings(plan: Plan) -> dict[str, Reading]:
    """column → its first value as read, for every column of dates or numbers whose style is decided."""
    dates = {c: plan.dates[c].order for c in plan.columns_of_type("date", "time") if c in plan.dates}
    numbers = plan.columns_of_type("money", "number") if plan.decimal else ()
    wanted = {c: _date_sql(order) for c, order in dates.items() if order}
    wanted |= {column: _number_sql(plan.decimal or ".") for column in numbers}
    found = {column: plan.examples[column] for column in wanted if plan.examples.get(column)}
    read = _read([(found[column], wanted[column]) for column in found])
    return {column: Reading(found[column], value) for column, value in zip(found, read, strict=True)}


def date_choices(plan: Plan, orders: Iterable[str]) -> dict[str, Reading]:
    """order → the first date of the file as it would be read in that order."""
    example = next((plan.examples[c] for c in plan.columns_of_type("date", "time") if plan.examples.get(c)), "")
    orders = tuple(orders)
    read = _read([(example, _date_sql(order)) for order in orders])
    return {order: Reading(example, value) for order, value in zip(orders, read, strict=True)}


def decimal_choices(plan: Plan, marks: Iterable[str]) -> dict[str, Reading]:
    """decimal mark → a number of the file with a mark in it, as it would be read with that mark."""
    values = [value for c in plan.columns_of_type("money", "number") for value in plan.shape.values(c)]
    example = next((value for value in values if "," in value or "." in value), next(iter(values), ""))
    marks = tuple(marks)
    read = _read([(example, _number_sql(mark)) for mark in marks])
    return {mark: Reading(example, value) for mark, value in zip(marks, read, strict=True)}


def names_currency(plan: Plan) -> bool:
    """Whether the file says in which currency its amounts are: in a column, or with a sign or code beside them."""
    if "currency" in plan.mapped:
        return True
    values = (value for column in plan.columns_of_type("money") for value in plan.shape.values(column))
    return any(re.search(currency_pattern(), value.upper()) for value in values)


def _date_sql(order: str) -> str:
    macro = "time_iso_first" if order == "ymd" else "time_as_written"
    return f"{macro}({{field}}, {literals(date_formats(order))})"


def _number_sql(mark: str) -> str:
    pattern = literal(currency_pattern()).replace("{", "{{").replace("}", "}}")
    return f"{NUMBER_MACROS[mark]}({{field}}, {pattern})"


def _read(values: list[tuple[str, str]]) -> list[Any]:
    """Each value read by its SQL; the macros are those that read the file itself."""
    if not values:
        return []
    fields = ", ".join(sql.format(field=f"$v{place}") for place, (_value, sql) in enumerate(values))
    with duckdb.connect(":memory:", config={"threads": 1, "autoload_known_extensions": False}) as connection:
        run(connection, "reading")
        row = connection.execute(
            f"select {fields}", {f"v{n}": value for n, (value, _sql) in enumerate(values)}
        ).fetchone()
    return list(row or ())
