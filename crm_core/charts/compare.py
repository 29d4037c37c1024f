"""Two groups or two customers side by side: their labels as bars of 100 %, their revenue by month as two lines."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.label_months import money_ticks
from crm_core.charts.theme import Look
from crm_core.labels import LABELS
from crm_core.locale import translator

Sides = Sequence[tuple[str, pd.DataFrame]]
NAME_AT_MOST = 18  # characters beside a bar, or the bar has no room on a phone


@remembered
def shares(sides: Sides, field: str, names: Mapping[str | None, str], look: Look) -> Drawn | None:
    """One bar a side, of the frames of queries.compare.labels, in the order of LABELS. None where nobody is in one.

    names: label → the name shown. The first side stands above.
    """
    rows = [frame[frame["field"] == field] for _name, frame in sides]
    if any(frame.empty for frame in rows):
        return None
    by_label = [
        {row["label"] if isinstance(row["label"], str) else None: row for row in frame.to_dict("records")}
        for frame in rows
    ]
    bars = [
        _bar(field, label, names[label], by_label, look)
        for label in LABELS[field]
        if any(label in found for found in by_label)
    ]
    ticks = {"tickmode": "array", "tickvals": list(range(len(sides))), "ticktext": [_short(name) for name, _ in sides]}
    layout = {
        "barmode": "stack", "hovermode": "closest", "bargap": 0.35,
        "xaxis": {"range": [0, 1], "tickformat": ".0%", "nticks": 5},
        "yaxis": {"autorange": "reversed", "showgrid": False, **ticks},
    }  # fmt: skip
    return figure(bars, layout, look, height=150, legend=False)


@remembered
def by_month(sides: Sides, column: str, look: Look) -> Drawn | None:
    """A line a side of queries.compare.by_month; column: revenue or index. None where no side has a whole month."""
    known = [
        (name, frame, ink)
        for (name, frame), ink in zip(sides, ("accent", "muted"), strict=True)
        if len(frame) and frame[column].notna().any()
    ]
    if not known:
        return None
    lines = [_line(name, frame, column, ink, look) for name, frame, ink in known]
    months = [month.date() for month in known[0][1]["month"]]
    highest = max(float(frame[column].max()) for _name, frame, _ink in known)
    scale = {"tickformat": ",d", "nticks": 5} if column == "index" else money_ticks(highest, look)
    layout = {
        "hovermode": "closest",
        "xaxis": theme.month_axis(months, look),
        "yaxis": {"rangemode": "tozero", **scale},
    }
    return figure(lines, layout, look, height=300, legend=True)


def _bar(field: str, label: str | None, name: str, by_label: list[dict[Any, Any]], look: Look) -> go.Bar:
    t = translator(look.language)
    found = [by.get(label, {"share": 0.0, "customers": 0}) for by in by_label]
    hover = [
        f"<b>{escape(name)}</b><br>"
        + t("Customers: {n} ({share})").format(
            n=words.count(one["customers"], look.language), share=words.share(one["share"], look.language)
        )
        for one in found
    ]
    return go.Bar(
        name=name,
        x=[one["share"] for one in found],
        y=list(range(len(found))),
        orientation="h",
        marker={"color": theme.colour(field, label, look), "line": {"width": 0}},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _line(name: str, frame: pd.DataFrame, column: str, ink: str, look: Look) -> go.Scatter:
    money = [words.exact_money(value, look.currency, look.language) for value in frame["revenue"]]
    index = ["" if pd.isna(value) else f" ({value:.0f})" for value in frame["index"]]
    month = [words.month(value, look.language) for value in frame["month"]]
    hover = [
        f"<b>{escape(name)}</b><br>{when}: {paid}{of_mean if column == 'index' else ''}"
        for when, paid, of_mean in zip(month, money, index, strict=True)
    ]
    return go.Scatter(
        name=escape(name),
        x=frame["month"].dt.strftime("%Y-%m-%d").tolist(),
        y=frame[column].tolist(),
        mode="lines+markers",
        line={"width": 2.2, "color": theme.ink(ink, look), "dash": "dot" if ink == "muted" else "solid"},
        marker={"size": 5},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _short(name: str) -> str:
    return escape(name if len(name) <= NAME_AT_MOST else name[: NAME_AT_MOST - 1] + "…") + "  "
