"""The leaky bucket as pictures: the waterfall of one month, and every month beside the others."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import settled, theme
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.label_months import money_ticks
from crm_core.charts.settled import Sizes
from crm_core.charts.theme import Look
from crm_core.locale import translator

Measure = Literal["customers", "revenue"]
INKS = {"total": "muted", "in": "good", "first_seen": "good", "out": "bad", "change": "accent"}
Step = tuple[str, str, float]  # name shown, kind of step (a key of INKS), amount: a total, or what is added


@remembered
def waterfall(steps: list[Step], measure: Measure, look: Look) -> Drawn | None:
    """The steps from left to right, the first and the last of them totals. None where all are 0.

    The axis begins above 0 where the totals would dwarf the steps between them (see `starts_above_zero`).
    """
    if not any(amount for _name, _kind, amount in steps):
        return None
    levels = _levels(steps)
    low, high = _range(levels)
    bars = [_bar(place, step, levels[place], measure, look) for place, step in enumerate(steps)]
    layout = {
        "hovermode": "closest", "bargap": 0.25,
        "xaxis": {"tickvals": list(range(len(steps))), "ticktext": [name for name, _kind, _amount in steps]},
        "yaxis": {"range": [low, high], **_scale(low, high, measure, look)},
    }  # fmt: skip
    return figure(bars, layout, look, height=340, legend=False)


def starts_above_zero(steps: list[Step]) -> bool:
    """Whether the axis of the waterfall of these steps is cut."""
    return _range(_levels(steps))[0] > 0


def _levels(steps: list[Step]) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    levels, level = [], 0.0
    for _name, kind, amount in steps:
        start = 0.0 if kind == "total" else level
        level = start + amount
        levels.append((start, level))
    return levels


def _range(levels: list[tuple[float, float]]) -> tuple[float, float]:
    """The axis: from 0, unless the steps take less than a quarter of it."""
    tops = [end for _start, end in levels]
    low, high = min(tops), max(tops)
    room = (high - low) or abs(high) or 1
    if low > 0 and room < 0.25 * high:
        return low - 0.35 * room, high + 0.2 * room
    return min(0.0, low - 0.1 * room), high + 0.12 * (high - min(0.0, low) or 1)


def _bar(place: int, step: Step, level: tuple[float, float], measure: Measure, look: Look) -> go.Bar:
    name, kind, amount = step
    colour = theme.ink(INKS[kind], look)
    written = _number(amount, measure, look, signed=kind != "total")
    exact = words.count(amount, look.language)
    if measure == "revenue":
        exact = words.exact_money(amount, look.currency, look.language)
    return go.Bar(
        x=[place], base=[min(level)], y=[abs(level[1] - level[0])],
        text=[written], textposition="outside", cliponaxis=False, textfont={"size": 12},
        marker={
            "color": theme.fade(colour, 0.45) if kind in ("first_seen", "total") else colour,
            "line": {"width": 0}, "cornerradius": CORNER_RADIUS,
        },
        hovertext=[f"<b>{name}</b><br>{exact}"], hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


@remembered
def by_month(months: pd.DataFrame, names: Mapping[str, str], measure: Measure, look: Look) -> Drawn | None:
    """New and returned upwards, lost downwards; customdata of a bar is (month,) as 2025-11. None without any month.

    months: as crm_core.queries.flow.by_month gives them; names: new, returned, lost as shown.
    """
    if months.empty:
        return None
    rows = months.to_dict("records")
    end = "" if measure == "customers" else "_revenue"
    kinds = (("new", "good", 1, 1.0), ("returned", "good", 1, 0.45), ("lost", "bad", -1, 1.0))
    bars = [
        _months(
            rows, f"{kind}{end}", names[kind], theme.fade(theme.ink(ink, look), opacity), sign, names, measure, look
        )
        for kind, ink, sign, opacity in kinds
    ]
    days = [row["month"].date() for row in rows]
    layout = settled.layout(
        days, _sizes(months, measure), lambda size: _number(size, measure, look, signed=False), look
    )
    return figure(bars, layout, look, height=330, legend=False)


def is_cut(months: pd.DataFrame, measure: Measure) -> bool:
    """Whether a month is too large for the picture of by_month."""
    return settled.is_cut(*_sizes(months, measure))


def _sizes(months: pd.DataFrame, measure: Measure) -> Sizes:
    end = "" if measure == "customers" else "_revenue"
    up = (months[f"new{end}"] + months[f"returned{end}"]).tolist()
    return up, months[f"lost{end}"].tolist(), [bool(short) for short in months["warming_up"]]


def _months(
    rows: list[dict[Any, Any]],
    column: str,
    name: str,
    colour: str,
    sign: int,
    names: Mapping[str, str],
    measure: Measure,
    look: Look,
) -> go.Bar:
    return go.Bar(
        name=name,
        x=[row["month"].date().isoformat() for row in rows],
        y=[sign * row[column] for row in rows],
        marker={
            "color": colour, "line": {"width": 0},
            "pattern": theme.hatch([bool(row["warming_up"]) for row in rows], look),
        },
        customdata=[[row["month"].strftime("%Y-%m")] for row in rows],
        hovertext=[_told(row, names, measure, look) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.6}},
    )  # fmt: skip


def _told(row: dict[Any, Any], names: Mapping[str, str], measure: Measure, look: Look) -> str:
    """One month in words."""
    t = translator(look.language)
    end = "" if measure == "customers" else "_revenue"
    lines = [f"<b>{words.month(row['month'], look.language)}</b>"]
    if row["is_running"]:
        lines.append(t("not over yet: until {day}").format(day=words.day(row["as_of"], look.language)))
    for kind in ("new", "returned", "lost"):
        value = row[f"{kind}{end}"]
        exact = words.count(value, look.language)
        if measure == "revenue":
            exact = words.exact_money(value, look.currency, look.language)
        lines.append(f"{names[kind]}: {exact}")
    if row["replacement"] == row["replacement"]:
        rate = words.decimal(row["replacement"], look.language, 2)
        lines.append(t("New for each lost: {rate}").format(rate=rate))
    if row["warming_up"]:
        lines.append(f"<i>{t('history too short: read with care')}</i>")
    return "<br>".join(lines)


def _number(value: float, measure: Measure, look: Look, signed: bool) -> str:
    size = abs(value)
    text = words.count(size, look.language)
    if measure == "revenue":
        text = words.short_money(size, look.currency, look.language)
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{text}"


def _scale(low: float, high: float, measure: Measure, look: Look) -> dict[str, Any]:
    if measure == "customers":
        return {"tickformat": ",d", "nticks": 5}
    ticks = money_ticks(high - low, look)
    if not ticks:
        return {}
    step = ticks["tickvals"][1]
    values = [step * i for i in range(int(low // step) + 1, int(high // step) + 1)]
    return {"tickvals": values, "ticktext": [words.short_money(v, look.currency, look.language) for v in values]}
