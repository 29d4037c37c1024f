"""Moves by their cause: of two dates, and month by month."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import settled, theme
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.settled import Sizes
from crm_core.charts.theme import Look
from crm_core.locale import translator

Measure = Literal["customers", "revenue_before", "revenue"]
CAUSES = {"customer_acted": "accent", "time_passed": "soft", "cut_off_shifted": "muted"}  # with the ink of each


@remembered
def by_cause(
    moves: pd.DataFrame, directions: Mapping[str, str], causes: Mapping[str, str], measure: Measure, look: Look
) -> Drawn | None:
    """One bar a direction, split by cause; customdata of a part is (direction, cause). None without any move.

    moves: direction, cause, customers, revenue_before, revenue; directions and causes: code → name shown, in order.
    """
    if moves.empty:
        return None
    sums = moves.groupby(["direction", "cause"], observed=True)[["customers", "revenue_before", "revenue"]].sum()
    found = {key: row for key, row in zip(sums.index, sums.to_dict("records"), strict=True)}
    shown = [code for code in directions if any(key[0] == code for key in found)]
    bars = [_parts(cause, name, found, shown, directions, measure, look) for cause, name in causes.items()]
    layout = {
        "barmode": "stack", "hovermode": "closest",
        "yaxis": {"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
        "xaxis": {"showgrid": True, "rangemode": "tozero", "nticks": 4, "tickformat": "~s"},
    }  # fmt: skip
    return figure([bar for bar in bars if bar is not None], layout, look, height=80 + 56 * len(shown), legend=True)


def _parts(
    cause: str,
    name: str,
    found: Mapping[Any, dict[Any, Any]],
    shown: list[str],
    directions: Mapping[str, str],
    measure: Measure,
    look: Look,
) -> go.Bar | None:
    keys = [(direction, cause) for direction in shown if (direction, cause) in found]
    if not keys:
        return None
    return go.Bar(
        orientation="h",
        name=name,
        y=[directions[direction] for direction, _cause in keys],
        x=[found[key][measure] for key in keys],
        text=[_number(found[key][measure], measure, look) for key in keys],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": theme.ink("card" if cause != "time_passed" else "text", look)},
        marker={"color": theme.ink(CAUSES[cause], look), "cornerradius": CORNER_RADIUS, "line": {"width": 0}},
        customdata=[list(key) for key in keys],
        hovertext=[_told(f"{directions[key[0]]} · {name}", found[key], look) for key in keys],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.6}},
    )


@remembered
def by_month(
    months: pd.DataFrame, directions: Mapping[str, str], causes: Mapping[str, str], look: Look
) -> Drawn | None:
    """Customers who moved in each month: the better up, the worse down, split by cause. None without any.

    months: as crm_core.queries.movement.by_month gives them. Hatched where the month before is warming up.
    """
    rows = months[months["direction"].isin(["better", "worse"])]
    if rows.empty:
        return None
    bars = []
    for (direction, cause), part in rows.groupby(["direction", "cause"], observed=True):
        name = f"{directions[str(direction)]} · {causes[str(cause)]}"
        bars.append(_month_bars(part, name, str(direction), str(cause), look))
    days = [month.date() for month in rows["month"].drop_duplicates().sort_values()]
    layout = settled.layout(days, _sizes(rows), lambda size: words.count(size, look.language), look)
    return figure(bars, layout, look, height=300, legend=False)


def is_cut(months: pd.DataFrame) -> bool:
    """Whether a month is too large for the picture of by_month."""
    rows = months[months["direction"].isin(["better", "worse"])]
    return not rows.empty and settled.is_cut(*_sizes(rows))


def _sizes(rows: pd.DataFrame) -> Sizes:
    """By month: customers up, customers down, whether it is warming up."""
    sums = rows.pivot_table(
        index=["month", "warming_up"], columns="direction", values="customers", aggfunc="sum", fill_value=0
    ).reindex(columns=["better", "worse"], fill_value=0)
    short = [bool(warming) for warming in sums.index.get_level_values("warming_up")]
    return sums["better"].tolist(), sums["worse"].tolist(), short


def _month_bars(part: pd.DataFrame, name: str, direction: str, cause: str, look: Look) -> go.Bar:
    sign = -1 if direction == "worse" else 1
    t = translator(look.language)
    notes = {True: f"<br><i>{t('history too short: read with care')}</i>", False: ""}
    rows = part.to_dict("records")
    return go.Bar(
        name=name,
        x=[row["month"].date().isoformat() for row in rows],
        y=[sign * row["customers"] for row in rows],
        marker={
            "color": theme.ink(CAUSES[cause], look), "line": {"width": 0},
            "pattern": theme.hatch([bool(row["warming_up"]) for row in rows], look),
        },
        hovertext=[
            _told(f"{words.month(row['month'], look.language)} · {name}", row, look) + notes[bool(row["warming_up"])]
            for row in rows
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _told(title: str, row: dict[Any, Any], look: Look) -> str:
    t = translator(look.language)
    money = (words.exact_money(row[name], look.currency, look.language) for name in ("revenue_before", "revenue"))
    lines = (
        f"<b>{title}</b>",
        t("Customers: {n}").format(n=words.count(row["customers"], look.language)),
        t("Revenue before: {money}").format(money=next(money)),
        t("Revenue now: {money}").format(money=next(money)),
    )
    return "<br>".join(lines)


def _number(value: float, measure: Measure, look: Look) -> str:
    if measure == "customers":
        return words.count(value, look.language)
    return words.short_money(value, look.currency, look.language)
