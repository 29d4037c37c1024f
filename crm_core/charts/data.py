"""The picture of the Data page: orders by month, and under them the days without any."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
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


def orders_by_month(months: pd.DataFrame, gaps: pd.DataFrame, texts: Texts, look: Look) -> go.Figure | None:
    """Bars of orders a month, those without a customer apart; a strip that marks gaps. None without a month.

    months: month, identified, unidentified, net_revenue; gaps: first_day, last_day, days.
    """
    if months.empty:
        return None
    figure = go.Figure()
    x = [(month + MIDDLE_OF_MONTH).isoformat() for month in months["month"]]
    hover = [_hover(row, texts, look) for row in months.itertuples()]
    for name, column, colour in (
        (texts.named, "identified", theme.ink("accent", look)),
        (texts.unnamed, "unidentified", theme.colour("attitude", None, look)),
    ):
        figure.add_bar(
            x=x, y=months[column], width=WIDTH_OF_BAR, name=name, marker_color=colour, hovertext=hover, hoverinfo="text"
        )
    _add_gaps(figure, gaps, texts, look)
    theme.apply(figure, look, height=300, legend=True)
    axis = theme.month_axis([month.date() for month in months["month"]], look)
    step = len(axis["tickvals"]) // MOST_TICKS + 1
    axis["tickvals"] = [(pd.Timestamp(day) + MIDDLE_OF_MONTH).isoformat() for day in axis["tickvals"][::step]]
    axis["ticktext"] = axis["ticktext"][::step]
    figure.update_xaxes(**axis, anchor="y2")
    if len(months) < FEW_MONTHS:
        half_a_year = FEW_MONTHS * 2 * MIDDLE_OF_MONTH
        figure.update_xaxes(range=[months["month"].min() - half_a_year / 2, months["month"].max() + half_a_year / 2])
    if (months["identified"] + months["unidentified"]).max() < FEW_ORDERS:
        figure.update_yaxes(dtick=1, selector={"anchor": None})
    figure.update_layout(
        barmode="stack",
        yaxis={"domain": [0.1, 1], "title": {"text": texts.orders}, "rangemode": "tozero", "tickformat": ",d"},
        yaxis2={"domain": [0, 0.05], "visible": False, "range": [0, 1], "fixedrange": True},
    )
    return figure


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


def _add_gaps(figure: go.Figure, gaps: pd.DataFrame, texts: Texts, look: Look) -> None:
    """Each gap as a block in the strip, from its first day to the end of its last."""
    starts, lengths, hover = [], [], []
    for first, last, days in gaps.itertuples(index=False):
        starts.append(first.isoformat())
        lengths.append(days * MILLISECONDS_A_DAY)
        hover.append(
            texts.gap.format(
                first=words.day(first, look.language),
                last=words.day(last, look.language),
                days=words.count(days, look.language),
            )
        )
    if not starts:
        return
    figure.add_bar(
        x=starts,
        y=[1] * len(starts),
        width=lengths,
        offset=0,
        name=texts.gaps,
        marker_color=theme.ink("bad", look),
        hovertext=hover,
        hoverinfo="text",
        yaxis="y2",
    )
