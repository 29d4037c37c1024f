"""Finding a file's columns by their names, and amounts that are made of several columns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm_core.intake.layouts import IN_BRACKETS, Format
from crm_core.intake.plan import Plan
from crm_core.intake.shape import FileShape
from crm_core.intake.vocabulary import plain

BEFORE_TAX = re.compile(
    r"\b(excl?|ex|excluding|without|before|net of|hors|sin|ohne|zzgl)\b\.? ?(of )?(sales )?(tax|vat|gst|taxe|iva|mwst)|"
    r"\btax excl|\bht\b|\bnetto\b|不含税|未税|不含稅|未稅|税抜|税別",
    re.IGNORECASE,
)
OF_ANOTHER = re.compile(r"[(（\[【](ship|shipping|delivery|recipient|配送先|届け先|收货|收件|收貨)", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """A further column that is part of an amount, added or subtracted; `where`: only if a column has these values."""

    column: str
    sign: int
    where: tuple[str, tuple[str, ...]] | None = None


def by_plain_name(shape: FileShape) -> dict[str, str]:
    """plain name → column; where two are alike the first. What stands in brackets may be left out, but then an amount
    with its tax goes before one without, and the buyer before the recipient."""
    columns = sorted(reversed(shape.columns), key=lambda name: not (before_tax(name) or OF_ANOTHER.search(name)))
    named = {plain(IN_BRACKETS.sub("", column)): column for column in columns}
    return named | {plain(column): column for column in reversed(shape.columns)}


def before_tax(name: str) -> bool:
    """Whether a column's name says that its amounts are without the tax."""
    return bool(BEFORE_TAX.search(name))


def column_like(shape: FileShape, names: Iterable[str]) -> str | None:
    """The first column of the file with one of these names."""
    known = by_plain_name(shape)
    return next((known[plain(name)] for name in names if plain(name) in known), None)


def terms(plan: Plan, layout: Format, meaning: str) -> tuple[Term, ...]:
    """The columns beside the mapped one that are part of this meaning; none once another column was given to it."""
    main = plan.column_of(meaning)
    if main is None or plain(main) not in {plain(name) for name in layout.columns.get(meaning, ())}:
        return ()
    found = [Term(column, 1) for column in present(plan, layout.add.get(meaning, ()))]
    found += [Term(column, -1) for column in present(plan, layout.subtract.get(meaning, ()))]
    for each in layout.added_where:
        deciding = column_like(plan.shape, (each.column,))
        if each.meaning == meaning and deciding:
            found += [Term(column, 1, (deciding, each.values)) for column in present(plan, each.columns)]
    return tuple(found)


def present(plan: Plan, names: Iterable[str]) -> list[str]:
    """The columns of the file that have one of these names."""
    return [column for name in names if (column := column_like(plan.shape, (name,)))]
