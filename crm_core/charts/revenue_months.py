"""Revenue by month as bars, the same months of the year before as a line."""

from math import floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import translator

Rows = list[dict[Any, Any]]


@remembered
def revenue_by_month(months: pd.DataFrame, look: Look) -> Drawn | None:
    """Bars of net revenue with the part that names no customer on top; customdata of a bar is (month,).

    months: as crm_core.queries.revenue_months.by_month gives them. None if no month has revenue.
    """
    if not months["revenue"].any():
        return None
    t = translator(look.language)
    rows: Rows = months.to_dict("records")
    traces: list[go.Bar | go.Scatter] = [_bars(t("Customers"), "identified", "accent", rows, look)]
    if months["unidentified"].any():
        traces.append(_bars(t("Names no customer"), "unidentified", "line", rows, look))
    if months["is_incomplete"].any():
        traces.append(_not_whole(look))
    if months["year_before"].notna().any():
        traces.append(_year_before(rows, look))
    days = [row["month"].date() for row in rows]
    layout = {
        "barmode": "relative", "hovermode": "closest", "hoverdistance": 60,
        "xaxis": theme.month_axis(days, look, at_most=5), "yaxis": _money_axis(months, look),
    }  # fmt: skip
    return figure(traces, layout, look, height=330, legend=True)


def _bars(name: str, column: str, ink: str, rows: Rows, look: Look) -> go.Bar:
    """One part of the revenue; a month that is not whole is paler."""
    colour = theme.ink(ink, look)
    return go.Bar(
        name=name,
        x=[row["month"].date().isoformat() for row in rows],
        y=[row[column] for row in rows],
        marker={
            "color": [_paler(colour) if row["is_incomplete"] else colour for row in rows],
            "cornerradius": CORNER_RADIUS,
        },
        customdata=[[row["month"].date().isoformat()] for row in rows],
        hovertext=[_hover(row, look) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.55}},
    )


def _year_before(rows: Rows, look: Look) -> go.Scatter:
    """The same months a year before; beside a month that is not over, as many of its days."""
    t = translator(look.language)
    known = [row for row in rows if not pd.isna(row["year_before"])]
    return go.Scatter(
        name=t("Same month a year before"),
        x=[row["month"].date().isoformat() for row in known],
        y=[row["year_before_same_days"] for row in known],
        mode="lines+markers",
        line={"color": theme.ink("muted", look), "width": 1.6, "dash": "dot"},
        marker={"size": 6, "color": theme.ink("card", look), "line": {"color": theme.ink("muted", look), "width": 1.4}},
        customdata=[[row["month"].date().isoformat()] for row in known],
        hovertext=[_hover(row, look) for row in known],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _hover(row: dict[Any, Any], look: Look) -> str:
    t = translator(look.language)
    lines = [f"<b>{words.month(row['month'], look.language)}</b>"]
    if row["is_incomplete"]:
        since, until = (words.day(row[column], look.language) for column in ("since", "until"))
        lines.append(t("not a whole month: {since} to {until}").format(since=since, until=until))
    lines.append(t("Net revenue: {money}").format(money=_money(row["revenue"], look)))
    if row["unidentified"]:
        lines.append(t("of it names no customer: {money}").format(money=_money(row["unidentified"], look)))
    if not pd.isna(row["year_before_same_days"]):
        before = row["year_before_same_days"]
        same = t("Same days a year before: {money}") if row["is_incomplete"] else t("A year before: {money}")
        lines.append(same.format(money=_money(before, look)) + _change(row["revenue"], before, look))
    if row["is_incomplete"] and not pd.isna(row["year_before"]):
        lines.append(t("Whole month a year before: {money}").format(money=_money(row["year_before"], look)))
    return "<br>".join(lines)


def _money(value: float, look: Look) -> str:
    return words.exact_money(value, look.currency, look.language)


def _change(now: float, before: float, look: Look) -> str:
    return f" ({words.change(now / before - 1, look.language)})" if before > 0 else ""


def _money_axis(months: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Round amounts, written as the reader's language shortens them."""
    # Above zero and below it the two parts of a month lie on each other: refunds can be of nobody, orders of somebody.
    parts = months[["identified", "unidentified"]]
    up, down = parts.clip(lower=0).sum(axis=1).max(), parts.clip(upper=0).sum(axis=1).min()
    highest = max(0.0, float(up), float(months["year_before_same_days"].fillna(0).max()))
    lowest = min(0.0, float(down))
    step = _step((highest - lowest) / 4)
    ticks = [step * i for i in range(int(lowest // step), int(highest // step) + 1)]
    texts = [words.short_money(tick, look.currency, look.language) for tick in ticks]
    return {"tickmode": "array", "tickvals": ticks, "ticktext": texts, "range": [lowest, highest * 1.08]}


def _step(about: float) -> float:
    """The smallest of 1, 2, 2.5, 5 or 10 times a power of ten that is not below `about`."""
    power: float = 10.0 ** floor(log10(about))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= about * 0.999)


def _not_whole(look: Look) -> go.Bar:
    """The legend's word for the paler bars."""
    t = translator(look.language)
    colour = _paler(theme.ink("accent", look))
    return go.Bar(name=t("Not a whole month"), x=[None], y=[None], marker_color=colour, hoverinfo="skip")


def _paler(colour: str) -> str:
    return theme.fade(colour, 0.45)
