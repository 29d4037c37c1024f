"""Do newer customers spend as much in their first months as those who came before? The sentence of the Cohorts page."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb
import pandas as pd

from crm_core.queries.cohorts import first_months
from crm_core.queries.scope import Scope
from crm_core.statistics import ENOUGH

HORIZONS = (6, 3)  # months, the longer first
BACK: dict[Literal["year", "quarter"], int] = {"year": 12, "quarter": 3}


@dataclass(frozen=True)
class Comparison:
    """Two quarters of new customers, fully observed for `months`; change of revenue per customer, relative.

    against: a year or a quarter earlier. The change is None where one of them has fewer than ENOUGH customers.
    """

    against: Literal["year", "quarter"]
    months: int
    later: date
    earlier: date
    later_size: int
    earlier_size: int
    change: float | None


def comparison(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Comparison | None:
    """The newest comparison that says something; one that is too small to say if there is no other; None without any.

    A year earlier is better than a quarter, because it takes the season out, and six months are better than three.
    Who may have bought before the data begin is not new, and compares with nobody.
    """
    found = [pair for months in HORIZONS for pair in _pairs(first_months(connection, scope, months), months)]
    ordered = sorted(found, key=lambda pair: (pair.change is None, pair.against != "year", -pair.months))
    best = [pair for pair in ordered if _rank(pair) == _rank(ordered[0])]
    return max(best, key=lambda pair: pair.later) if best else None


def _rank(pair: Comparison) -> tuple[bool, str, int]:
    return pair.change is None, pair.against, pair.months


def _pairs(frame: pd.DataFrame, months: int) -> list[Comparison]:
    """All pairs of quarters a year or a quarter apart, of customers who are all surely new."""
    rows = {row["quarter"]: row for row in frame.to_dict("records") if not row["is_first_seen"]}
    pairs = []
    for later, now in rows.items():
        for against, back in BACK.items():
            earlier = _months_before(later, back)
            then = rows.get(earlier)
            if then is not None and then["revenue_per_customer"] > 0:
                enough = min(now["size"], then["size"]) >= ENOUGH
                change = now["revenue_per_customer"] / then["revenue_per_customer"] - 1 if enough else None
                pairs.append(Comparison(against, months, later, earlier, now["size"], then["size"], change))
    return pairs


def _months_before(day: date, months: int) -> date:
    number = 12 * day.year + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
