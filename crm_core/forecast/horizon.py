"""The time a forecast looks ahead, cut in quarters, because money that comes later is worth less."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_A_PIECE = 3
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Piece:
    """A quarter (the last one may be shorter): weeks from the as-of date to its end, and what 1 from its middle is
    worth at the as-of date, 0–1."""

    weeks: float
    worth: float


def pieces(as_of: date, months: int, discount_rate: float) -> list[Piece]:
    """The quarters of the next `months`; discount_rate is 0–1 a year."""
    ends = [*range(MONTHS_A_PIECE, months, MONTHS_A_PIECE), months]
    starts = [0, *ends[:-1]]
    return [
        Piece(
            (months_later(as_of, end) - as_of).days / DAYS_A_WEEK, (1 + discount_rate) ** -((start + end) / 2 / 12)
        )
        for start, end in zip(starts, ends, strict=True)
    ]  # fmt: skip


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last day of a month stays the last day, as with snapshots."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = (day + timedelta(days=1)).day == 1
    return date(year, month + 1, last if is_last else min(day.day, last))
