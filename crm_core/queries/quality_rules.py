"""The rules of the Data quality page: each a .sql file whose rows are what it found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crm_core.database import SQL
from crm_core.intake.vocabulary import words

FOLDER = SQL / "quality"
Grain = Literal["order", "customer", "day", "month", "file", "answer", "number"]


@dataclass(frozen=True)
class Rule:
    """One thing that may be wrong: the name of its .sql file, what one of its rows is, and of what its share is taken.

    of: a field of Totals. is_slow: it looks at every order. is_note: worth knowing, yet seldom a mistake.
    """

    name: str
    grain: Grain
    of: Literal["purchases", "orders", "customers", "answers", "rows", "days", "months"]
    is_slow: bool = False
    is_note: bool = False


RULES = (
    Rule("unnamed_orders", "order", "purchases"),
    Rule("rejected_rows", "file", "rows"),
    Rule("gaps_in_time", "day", "days"),
    Rule("thin_months", "month", "months"),
    Rule("orders_on_lonely_days", "order", "orders"),
    Rule("busy_days", "day", "purchases"),
    Rule("far_large_orders", "order", "orders", is_slow=True),
    Rule("far_small_orders", "order", "orders", is_slow=True),
    Rule("orders_without_currency", "order", "orders"),
    Rule("refunds_too_large", "order", "orders", is_slow=True),
    Rule("refunds_of_unknown_orders", "order", "orders", is_slow=True),
    Rule("odd_joining_dates", "customer", "customers"),
    Rule("masked_customers", "customer", "customers"),
    Rule("repeated_orders", "order", "orders", is_slow=True),
    Rule("orders_at_one_moment", "order", "orders", is_slow=True),
    Rule("lines_that_differ", "order", "orders", is_slow=True),
    Rule("numbered_orders", "number", "orders", is_slow=True),
    Rule("zero_orders", "order", "orders"),
    Rule("changed_values", "file", "rows", is_note=True),
    Rule("customers_who_never_ordered", "customer", "customers", is_note=True),
    Rule("answers_of_strangers", "answer", "answers", is_note=True),
)
BY_NAME = {rule.name: rule for rule in RULES}


@cache
def select(name: str) -> str:
    """The select of a rule's file."""
    return (FOLDER / f"{name}.sql").read_text("utf-8")


@cache
def found(*names: str) -> str:
    """The rules as common table expressions, each after those that it reads: "with a as (…), b as (…)"."""
    ctes = ",\n".join(f"{name} as (\n{select(name)})" for name in _with_what_they_read(names))
    return f"with {ctes}"


def _with_what_they_read(names: Iterable[str]) -> list[str]:
    every = [path.stem for path in sorted(FOLDER.glob("*.sql"))]
    ordered: dict[str, None] = {}
    for name in names:
        read = [other for other in every if re.search(rf"\b(from|join) {other}\b", re.sub(r"--.*", "", select(name)))]
        ordered |= dict.fromkeys([*_with_what_they_read(read), name])
    return list(ordered)


def parameters(query: str) -> dict[str, object]:
    """What a query with rules in it needs beside its own parameters."""
    return {"placeholders": words("placeholders")["ids"]} if "$placeholders" in query else {}
