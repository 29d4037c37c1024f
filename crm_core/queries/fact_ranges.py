"""Facts of a customer as ranges from–to, both ends included, and how an address writes them: "100..500", "..30"."""

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

Kind = Literal["money", "count", "decimal", "share", "day"]
Source = Literal["snapshot", "forecast"]
Limit = float | date | None


@dataclass(frozen=True)
class Fact:
    """Where a fact stands: a column of snapshot_rows or of forecast_rows (the newest fit), and what it measures."""

    column: str
    kind: Kind
    source: Source = "snapshot"


# The keys stand in addresses and in saved segments: they stay what they are.
FACTS: dict[str, Fact] = {
    "revenue": Fact("revenue", "money"),
    "orders": Fact("order_count", "count"),
    "days": Fact("purchase_days", "count"),
    "ever": Fact("total_purchase_days", "count"),
    "silent": Fact("recency_days", "count"),
    "overdue": Fact("overdue", "decimal"),
    "first": Fact("first_purchase", "day"),
    "worth": Fact("expected_value", "money", "forecast"),
    "chance": Fact("purchase_probability", "share", "forecast"),
}


@dataclass(frozen=True)
class Range:
    """One fact (a key of FACTS) from low to high; None is no limit. Days are dates, the others numbers; shares 0–1."""

    fact: str
    low: Limit = None
    high: Limit = None

    @property
    def text(self) -> str:
        """The range as an address has it."""
        return f"{_written(self.low)}..{_written(self.high)}"


def read(fact: str, text: str) -> Range | None:
    """The range that an address means; None if the fact is unknown, it says nothing, or its ends are crossed."""
    low, dots, high = text.partition("..")
    if fact not in FACTS or not dots:
        return None
    try:
        found = Range(fact, _limit(fact, low), _limit(fact, high))
    except ValueError:
        return None
    return found if (found.low is not None or found.high is not None) and not is_crossed(found) else None


def is_crossed(wanted: Range) -> bool:
    """Whether the range ends before it begins, so that nobody can be in it."""
    if isinstance(wanted.low, date) and isinstance(wanted.high, date):
        return wanted.low > wanted.high
    if isinstance(wanted.low, (int, float)) and isinstance(wanted.high, (int, float)):
        return wanted.low > wanted.high
    return False


def _limit(fact: str, text: str) -> Limit:
    if not text:
        return None
    if FACTS[fact].kind == "day":
        return date.fromisoformat(text)
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _written(limit: Limit) -> str:
    if limit is None:
        return ""
    return limit.isoformat() if isinstance(limit, date) else f"{limit:.12g}"
