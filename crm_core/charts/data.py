"""The picture of the Data page: orders by month, and under them the days without any."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.theme import Look

# A month's bar stands in its middle, because the strip below it counts days.
MIDDLE_OF_MONTH = pd.Timedelta(days=14)
MILLISECONDS_A_DAY = 24 * 60 * 60 * 1000
WIDTH_OF_BAR = 22 * MILLISECONDS_A_DAY
FEW_MONTHS, FEW_ORDERS, MOST_TICKS = 6, 6, 9


@dataclass(frozen=True)
class Texts:
    """Translated words of the chart; gap has the places {first}, {last} and {days}."""

    named: str
    unnamed: str
    orders: str
    revenue: str
    gap: str
    gaps: str


@remembered
def orders_by_month(months: pd.DataFrame, gaps: pd.DataFrame, texts: Texts, look: Look) -> Drawn | None:
    """Bars of orders a month, those without a customer apart; a strip that marks gaps. None without a month.

    months: month, identified, unidentified, net_revenue; gaps: first_day, last_day, days.
    """
    if months.empty:
        return None
    x = [(month + MIDDLE_OF_MONTH).isoformat() for month in months["month"]]
    hover = [_hover(row, texts, look) for row in months.itertuples()]
    bars = [
        go.Bar(
            x=x, y=months[column], width=WIDTH_OF_BAR, name=name, hovertext=hover, hoverinfo="text",
            marker={"color": colour, "cornerradius": CORNER_RADIUS},
        )
        for name, column, colour in (
            (texts.named, "identified", theme.ink("accent", look)),
            (texts.unnamed, "unidentified", theme.colour("attitude", None, look)),
        )
    ]  # fmt: skip
    layout = {
        "barmode": "stack", "xaxis": _month_axis(months, look) | {"anchor": "y2"}, "yaxis": _order_axis(months, texts),
        "yaxis2": {"domain": [0, 0.05], "visible": False, "range": [0, 1], "fixedrange": True},
    }  # fmt: skip
    return figure([*bars, *_gaps(gaps, texts, look)], layout, look, height=300, legend=True)


def _month_axis(months: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Not too many ticks, each in the middle of its month; half a year wide at least."""
    axis = theme.month_axis([month.date() for month in months["month"]], look)
    step = len(axis["tickvals"]) // MOST_TICKS + 1
    axis["tickvals"] = [(pd.Timestamp(day) + MIDDLE_OF_MONTH).isoformat() for day in axis["tickvals"][::step]]
    axis["ticktext"] = axis["ticktext"][::step]
    if len(months) < FEW_MONTHS:
        quarter = FEW_MONTHS * MIDDLE_OF_MONTH
        axis["range"] = [months["month"].min() - quarter, months["month"].max() + quarter]
    return axis


def _order_axis(months: pd.DataFrame, texts: Texts) -> dict[str, Any]:
    axis = {"domain": [0.1, 1], "title": {"text": texts.orders}, "rangemode": "tozero", "tickformat": ",d"}
    few = (months["identified"] + months["unidentified"]).max() < FEW_ORDERS
    return axis | ({"dtick": 1} if few else {})


def _hover(row: object, texts: Texts, look: Look) -> str:
    month, named, unnamed, revenue = (
        getattr(row, name) for name in ("month", "identified", "unidentified", "net_revenue")
    )
    return (
        f"<b>{words.month(month, look.language)}</b>"
        f"<br>{texts.named}: {words.count(named, look.language)}"
        f"<br>{texts.unnamed}: {words.count(unnamed, look.language)}"
        f"<br>{texts.revenue}: {words.exact_money(revenue, look.currency, look.language)}"
    )


def _gaps(gaps: pd.DataFrame, texts: Texts, look: Look) -> list[go.Bar]:
    """Each gap as a block in the strip, from its first day to the end of its last; no bars without a gap."""
    if gaps.empty:
        return []
    hover = [
        texts.gap.format(
            first=words.day(first, look.language), last=words.day(last, look.language),
            days=words.count(days, look.language),
        )
        for first, last, days in gaps.itertuples(index=False)
    ]  # fmt: skip
    return [
        go.Bar(
            x=[first.isoformat() for first in gaps["first_day"]], y=[1] * len(gaps),
            width=[days * MILLISECONDS_A_DAY for days in gaps["days"]], offset=0, name=texts.gaps, hovertext=hover,
            hoverinfo="text", yaxis="y2", marker={"color": theme.ink("bad", look), "cornerradius": CORNER_RADIUS},
        )
    ]  # fmt: skip
