"""The axis of bars that go up and down by month, where the first months of the data would dwarf all others."""

from collections.abc import Callable, Sequence
from datetime import date
from math import floor, log10
from typing import Any

from crm_core.charts import theme
from crm_core.charts.theme import Look

Sizes = tuple[Sequence[float], Sequence[float], Sequence[bool]]  # by month: up, down, whether it is warming up
ROOM = 1.15
SETTLED_AT_LEAST = 3  # the newest month is seldom over: it alone says little about how long bars usually are


def edges(up: Sequence[float], down: Sequence[float], warming_up: Sequence[bool]) -> tuple[float, float]:
    """The lowest and the highest value shown: all months with enough history fit, the others may be cut off.

    up, down: sizes by month, both 0 or more. With fewer than three months that have enough history, all fit.
    """
    kept = [i for i, short in enumerate(warming_up) if not short]
    if len(kept) < SETTLED_AT_LEAST:
        kept = list(range(len(warming_up)))
    high = max((float(up[i]) for i in kept), default=0.0)
    low = max((float(down[i]) for i in kept), default=0.0)
    return (-low * ROOM, high * ROOM) if high or low else (-1.0, 1.0)


def is_cut(up: Sequence[float], down: Sequence[float], warming_up: Sequence[bool]) -> bool:
    """Whether a bar is cut off."""
    low, high = edges(up, down, warming_up)
    return any(value > high for value in up) or any(value > -low for value in down)


def layout(months: Sequence[date], sizes: Sizes, write: Callable[[float], str], look: Look) -> dict[str, Any]:
    """The layout of such bars: the months across, their sizes up and down, written by `write`."""
    low, high = edges(*sizes)
    return {
        "barmode": "relative", "hovermode": "closest",
        "xaxis": {**theme.month_axis(months, look, at_most=6), "tickangle": 0},
        "yaxis": {
            "range": [low, high], "zeroline": True, "zerolinecolor": theme.ink("line", look), **ticks(low, high, write)
        },
    }  # fmt: skip


def ticks(low: float, high: float, write: Callable[[float], str]) -> dict[str, Any]:
    """Axis arguments with round sizes on both sides of 0, written without a sign: the side says what they are."""
    about = max(high - low, 4.0) / 5
    power = 10.0 ** floor(log10(about))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= about)
    values = [step * i for i in range(-int(-low // step), int(high // step) + 1)]
    return {"tickmode": "array", "tickvals": values, "ticktext": [write(abs(value)) for value in values]}
