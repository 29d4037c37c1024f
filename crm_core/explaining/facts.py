"""What the explanations start from: a customer's facts at a snapshot, the snapshot's lines, the place among all values.

Money is a whole number of ten-thousandths, as the database keeps it, so that nothing is lost and nothing is rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

UNITS = 10_000  # of money in one
CENT = 100


class Facts(NamedTuple):
    """One customer at a snapshot. leaving_*: what leaves the window by the next month's end; breadth: kinds of goods
    per purchase day of the window; held_on: the newest of the snapshots before at which the held tier was its own;
    lost_at: the newest of the three month ends before at which it was lost, of those with enough history."""

    customer_key: int
    value: int
    purchase_days: int
    total_purchase_days: int
    first_purchase: date | None
    last_purchase: date | None
    recency_days: int | None
    usual_gap_days: float | None
    overdue: float | None
    tier: str | None
    attitude: float | None
    attitude_source: str | None
    breadth: float | None
    quadrant: str | None
    stage: str
    was_lost: bool
    held_tier: str | None
    held_on: date | None
    leaving_value: int
    leaving_days: int
    lost_at: date | None


@dataclass(frozen=True)
class Lines:
    """A snapshot and what it measured everybody against. value_kind: revenue, margin or expected."""

    as_of: date
    warming_up: bool
    value_kind: str
    lowest_a: int | None
    lowest_b: int | None
    customers: int
    positive_value: int
    repeat_line: float | None
    breadth_line: float | None
    rhythm_days: float

    @cached_property
    def is_month_end(self) -> bool:
        """Whether the snapshot stays as it is when the data go on."""
        return (self.as_of + timedelta(days=1)).day == 1

    @cached_property
    def next_date(self) -> date:
        """The next month's end after the snapshot: when the next one is taken."""
        into_next_month = (self.as_of + timedelta(days=1)).replace(day=1) + timedelta(days=32)
        return into_next_month.replace(day=1) - timedelta(days=1)

    @cached_property
    def often_from(self) -> int:
        """The purchase days of the window that are often."""
        return ceil(self.repeat_line or 2)


class Place(NamedTuple):
    """Among all customers with a tier: value of those with more, of those with as much or more; how many have more."""

    before: int
    through: int
    better: int


NO_PLACE = Place(0, 0, 0)


def places(sorted_values: NDArray[np.int64], asked: Sequence[int]) -> list[Place]:
    """Where each of the asked values stands among all positive values of the snapshot, given in rising order."""
    sums = np.concatenate(([0], np.cumsum(sorted_values, dtype=np.int64)))
    wanted = np.asarray(asked, dtype=np.int64)
    above = np.searchsorted(sorted_values, wanted, side="right")
    from_here = np.searchsorted(sorted_values, wanted, side="left")
    columns: list[Any] = [sums[-1] - sums[above], sums[-1] - sums[from_here], len(sorted_values) - above]
    return [Place(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
