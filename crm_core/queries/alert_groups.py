"""Which region, kind of customer or account manager dries out: its revenue against that of all others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import pandas as pd

from crm_core.database import SQL
from crm_core.statistics import Z_ALARM

Field = Literal["region", "kind", "owner"]
FIELDS: tuple[Field, ...] = ("region", "kind", "owner")
# Less is not worth a sentence: parts of what the group should have brought, and of all revenue.
OF_GROUP, OF_ALL = 0.05, 0.005
# Two groups of different fields that miss nearly the same sum are one story: an account manager often has a region.
SAME_SIZE = 0.5

SCOPE_REVENUES = (SQL / "alerts" / "scope_revenues.sql").read_text("utf-8")
SQUARES = ["customers", "revenue", "revenue_before", "squares", "squares_before", "products"]


@dataclass(frozen=True)
class Sums:
    """Window revenue of one combination of region, kind and owner, at the newer or at the older snapshot."""

    values: tuple[str | None, str | None, str | None]
    is_now: bool
    revenue: float


@dataclass(frozen=True)
class Dry:
    """A group whose revenue fell against all others. missing: what it would have brought more, had it gone with them.

    others: their relative change.
    """

    field: Field
    value: str
    now: float
    before: float
    missing: float
    others: float
    customers: int = 0


def drying(sums: Iterable[Sums], ask: Callable[[str], pd.DataFrame]) -> list[Dry]:
    """The groups that dry out, of one field only. The sums tell cheaply who may; only then are all customers asked."""
    worth = candidates(list(sums))
    if not worth:
        return []
    rows = ask(SCOPE_REVENUES)
    found = [dry for one in worth if (dry := _beyond_chance(one, rows)) is not None]
    found.sort(key=lambda dry: -dry.missing)
    return [dry for dry in found if dry.field == found[0].field or dry.missing < SAME_SIZE * found[0].missing]


def candidates(sums: list[Sums]) -> list[Dry]:
    """The groups that miss enough to be worth a sentence, if it is not chance."""
    every = {is_now: sum(one.revenue for one in sums if one.is_now == is_now) for is_now in (True, False)}
    found = []
    for place, field in enumerate(FIELDS):
        for value in sorted({one.values[place] or "" for one in sums} - {""}):
            now, before = (
                sum(one.revenue for one in sums if one.is_now == is_now and one.values[place] == value)
                for is_now in (True, False)
            )
            others, others_before = every[True] - now, every[False] - before
            if before <= 0 or others <= 0 or others_before <= 0:
                continue
            expected = before * others / others_before
            missing = expected - now
            if now < before and missing >= OF_GROUP * expected and missing >= OF_ALL * every[True]:
                found.append(Dry(field, value, now, before, missing, others / others_before - 1))
    return found


def _beyond_chance(dry: Dry, rows: pd.DataFrame) -> Dry | None:
    """The group with its number of customers; None if the customers' own ups and downs could explain it."""
    is_mine = rows[dry.field] == dry.value
    mine, others = (rows.loc[which, SQUARES].sum() for which in (is_mine, ~is_mine))
    if others["revenue_before"] <= 0:
        return None
    factor = others["revenue"] / others["revenue_before"]
    weight = mine["revenue_before"] / others["revenue_before"]
    error = sqrt(_spread(mine, factor) + weight**2 * _spread(others, factor))
    if dry.missing <= Z_ALARM * error:
        return None
    return Dry(dry.field, dry.value, dry.now, dry.before, dry.missing, dry.others, int(mine["customers"]))


def _spread(sums: "pd.Series[float]", factor: float) -> float:
    """The sum over customers of (revenue now - factor * revenue then) squared."""
    spread = sums["squares"] - 2 * factor * sums["products"] + factor**2 * sums["squares_before"]
    return max(float(spread), 0.0)
