"""How a customer's relation to the shop unfolds: when it starts, cools down, ends, resumes.

Floats only meet + - * /, square roots and comparisons, never exp or log: those differ in the last digit
between platforms, and one different digit would change every byte that follows.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_DAY = date(2023, 11, 20).toordinal()
LAST_DAY = date(2026, 11, 14).toordinal()
NEVER = LAST_DAY + 10_000
SLUMP = (LAST_DAY - 400, LAST_DAY - 250)  # when the weak parts of the shop weaken

# January to December: how lively a month is.
PRIVATE_SEASON = (0.72, 0.74, 0.95, 1.0, 0.98, 0.95, 0.92, 0.88, 1.0, 1.05, 1.45, 1.65)
FIRM_SEASON = (0.76, 0.84, 1.05, 1.05, 1.05, 1.05, 0.97, 0.62, 1.08, 1.1, 1.25, 1.3)

PATTERN_WEIGHTS = {
    "private": {"faithful": 16, "leaving": 68, "returning": 5, "back_now": 6, "rising": 6, "fading": 6},
    "firm": {"faithful": 42, "leaving": 23, "returning": 6, "back_now": 5, "rising": 14, "fading": 10},
}
PRIVATE_ROLES = ("gift", "casual", "regular", "passer_by")
SHARE_AT_FIRST = {"passer_by": 0.3, "gift": 0.5, "casual": 0.52, "regular": 0.52}
ONE_TIME_SHARE = {"passer_by": 1.0, "gift": 0.28, "casual": 0.33, "regular": 0.08}


@dataclass
class Life:
    """Days are ordinals. Between `stop` and `resume` the customer is silent; `turn` is when habits change."""

    pattern: str
    start: int
    turn: int = NEVER
    stop: int = NEVER
    resume: int = NEVER
    in_slump: bool = False  # belongs to a part of the shop that weakens in the last year

    def gap_factor(self, day: int) -> float:
        """How much longer (or shorter) than usual the wait is now."""
        slump = 1.0 + 0.25 * _progress(day, *SLUMP) if self.in_slump else 1.0
        if self.pattern == "rising":
            return slump * (1.0 - 0.35 * _progress(day, self.turn, self.turn + 500))
        if self.pattern == "fading":
            return slump * (1.0 + 0.6 * _progress(day, self.turn, self.turn + 500))
        if self.pattern == "leaving":
            return slump * (1.0 + 1.2 * _progress(day, self.turn, self.stop))
        return slump

    def basket_factor(self, day: int) -> float:
        slump = 1.0 - 0.1 * _progress(day, *SLUMP) if self.in_slump else 1.0
        if self.pattern == "rising":
            return slump * (1.0 + 0.6 * _progress(day, self.turn, self.turn + 500))
        if self.pattern in ("fading", "leaving"):
            return slump * (1.0 - 0.4 * _progress(day, self.turn, self.turn + 400))
        return slump

    def leaves_within(self, day: int, days: int) -> bool:
        """Whether the customer falls silent soon after a day; a survey answer hints at it."""
        return day <= self.stop + 20 and self.stop < min(day + days, LAST_DAY + 60)


def _progress(day: int, begin: int, end: int) -> float:
    return min(1.0, max(0.0, (day - begin) / max(1, end - begin)))


def live(label: str, pattern: str, gap: float, in_weak_region: bool, rng: random.Random) -> Life:
    """Draw a whole life; `pattern` is given for key customers, who were there from the beginning."""
    if pattern:
        return _unfold(pattern, FIRST_DAY + int(rng.random() * gap), gap, rng)
    start = _start(label, gap, rng)
    if rng.random() < ONE_TIME_SHARE.get(label, 0.0):
        return Life("once", start, stop=start)
    life = _settled_life(label, start, gap, in_weak_region, rng)
    life.in_slump = in_weak_region
    return life


def _settled_life(label: str, start: int, gap: float, in_weak_region: bool, rng: random.Random) -> Life:
    weights = PATTERN_WEIGHTS["private" if label in PRIVATE_ROLES else "firm"]
    pattern = rng.choices(tuple(weights), tuple(weights.values()))[0]
    if in_weak_region and pattern in ("faithful", "rising") and rng.random() < 0.25:
        turn = rng.randint(LAST_DAY - 420, LAST_DAY - 60)
        return Life("leaving", start, turn, max(turn, start) + int(gap * rng.uniform(1, 4)))
    return _unfold(pattern, start, gap, rng)


def _start(label: str, gap: float, rng: random.Random) -> int:
    """About half of the customers exist from the beginning, in mid-rhythm; the others come bit by bit."""
    share_at_first = SHARE_AT_FIRST.get(label, 0.58)
    if rng.random() < share_at_first:
        return FIRST_DAY + int(rng.random() * gap)
    if label in PRIVATE_ROLES:
        return rng.randint(FIRST_DAY + 20, LAST_DAY - 1)
    return FIRST_DAY + int(rng.triangular(20, LAST_DAY - FIRST_DAY, 0.7 * (LAST_DAY - FIRST_DAY)))


def _unfold(pattern: str, start: int, gap: float, rng: random.Random) -> Life:
    room = LAST_DAY - start
    turn = start + int(room * rng.uniform(0.04, 0.82))
    if pattern == "leaving":
        return Life(pattern, start, turn, turn + int(gap * rng.uniform(1.5, 5)))
    if pattern == "hesitating":
        return Life(pattern, start, stop=LAST_DAY - max(32, int(1.75 * gap)))
    if pattern == "returning" and room > 500:
        stop = start + int(room * rng.uniform(0.2, 0.5))
        return Life(pattern, start, stop=stop, resume=stop + rng.randint(190, 330))
    if pattern == "back_now" and room > 5 * gap + 300:
        resume = LAST_DAY - rng.randint(1, 72)
        return Life(pattern, start, stop=resume - max(200, int(4.6 * gap)) - rng.randint(0, 60), resume=resume)
    if pattern in ("rising", "fading"):
        return Life(pattern, start, turn=start + int(room * rng.uniform(0.1, 0.85)))
    return Life("faithful", start)


def purchase_days(life: Life, gap: float, is_firm: bool, rng: random.Random) -> Iterator[int]:
    """The days on which a customer buys, in order, at the customer's own rhythm."""
    day = life.start
    while day <= LAST_DAY:
        if life.stop < day < life.resume:
            day = life.resume
            continue
        yield day if day == life.start else _usual_weekday(day, is_firm, rng)
        day += _wait(day, gap * life.gap_factor(day), is_firm, rng)


def _wait(day: int, gap: float, is_firm: bool, rng: random.Random) -> int:
    """Draw three candidate waits and prefer the livelier month: that brings gift buyers in before Christmas."""
    spread = 0.3 if is_firm else 0.55
    pace = gap / season(day, is_firm) if gap < 60 else gap
    waits = [max(1, int(pace * rng.triangular(1 - spread, 1 + spread, 1.0) + 0.5)) for _ in range(3)]
    return rng.choices(waits, [season(day + wait, is_firm) for wait in waits])[0]


def season(day: int, is_firm: bool) -> float:
    month = date.fromordinal(day).month
    return (FIRM_SEASON if is_firm else PRIVATE_SEASON)[month - 1]


def _usual_weekday(day: int, is_firm: bool, rng: random.Random) -> int:
    """Firms order on weekdays, private people somewhat more often on a Saturday."""
    weekday = (day - 1) % 7  # ordinal 1 was a Monday
    if is_firm and weekday > 4 and rng.random() < 0.9:
        day += rng.choice((-3, -2, -1, 2, 3) if weekday == 5 else (-3, -2, 1, 2, 3))
    elif not is_firm and weekday in (1, 2) and rng.random() < 0.15:
        day += 5 - weekday
    return min(LAST_DAY, max(FIRST_DAY, day))
