"""Cohorts as curves: one beside the others, and one for each region, source or kind."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.cohorts import AFTER, Measure, hover, period_name, told
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.label_months import money_ticks
from crm_core.charts.theme import Look
from crm_core.locale import translator
from crm_core.queries.cohorts import Grain
from crm_core.statistics import ENOUGH

# For values without a colour of their own, light and dark; neighbours stay apart for colour blindness.
PALETTE = (
    ("#2F4BC0", "#7C93F2"), ("#C2571A", "#F0915A"), ("#00855F", "#3ACFA0"), ("#9B3FA0", "#D38BD8"),
    ("#5BB5E8", "#7CC8F4"), ("#8A6D00", "#E5C34A"), ("#B03A5E", "#F08AAA"), ("#5B6578", "#98A2B8"),
)  # fmt: skip


@remembered
def curves(
    cells: pd.DataFrame, average: pd.DataFrame, chosen: date, measure: Measure, grain: Grain, look: Look
) -> Drawn | None:
    """A thin line a cohort, the chosen one thick, the mean of those before it dashed. customdata: (cohort, k).

    cells, average: as queries.cohorts gives them. The part of a line that is not over yet is dotted. None where no
    cohort has two points.
    """
    first = 1 if measure == "retention" else 0
    shown = cells[cells["k"] >= first]
    if shown.empty or shown["k"].max() == first:
        return None
    t = translator(look.language)
    others, own = shown[shown["cohort"] != chosen], shown[shown["cohort"] == chosen]
    traces = _lines(others, "", measure, grain, {"color": theme.ink("line", look), "width": 1}, look)
    mean = average[average["k"] >= first]
    if len(mean):
        line = {"color": theme.ink("muted", look), "width": 2, "dash": "dash"}
        traces.append(_mean(mean, measure, t("mean of the cohorts before"), line, look))
    name = period_name(chosen, grain, look.language)
    traces += _lines(own, name, measure, grain, {"color": theme.ink("accent", look), "width": 3}, look)
    layout = {"xaxis": _periods(shown, grain, look), "yaxis": _scale(shown, measure, look), "hovermode": "closest"}
    return figure(traces, layout, look, height=330, legend=True)


def _lines(
    rows: pd.DataFrame, name: str, measure: Measure, grain: Grain, line: dict[str, Any], look: Look
) -> list[go.Scatter]:
    """A line a cohort, with gaps between them: solid where periods have ended, dotted to the one that has not.

    Two traces for all: a trace costs milliseconds. Without a name they are not in the legend.
    """
    ended: list[dict[Any, Any] | None] = []
    running: list[dict[Any, Any] | None] = []
    for _cohort, own in rows.groupby("cohort"):
        points = own.to_dict("records")
        ended += [*(point for point in points if not point["is_running"]), None]
        if points[-1]["is_running"]:
            running += [*points[-2:], None]
    parts = [(part, style) for part, style in ((ended, line), (running, line | {"dash": "dot"})) if any(part)]
    return [
        _line(part, name, bool(name) and place == 0, measure, grain, style, look)
        for place, (part, style) in enumerate(parts)
    ]


def _line(
    points: list[dict[Any, Any] | None],
    name: str,
    has_legend: bool,
    measure: Measure,
    grain: Grain,
    line: dict[str, Any],
    look: Look,
) -> go.Scatter:
    """The points one after the other; None is a gap."""
    each = iter(told([point for point in points if point], grain, look))
    return go.Scatter(
        x=[point and point["k"] for point in points],
        y=[point and point[measure] for point in points],
        mode="lines+markers",
        line=line,
        name=name,
        marker={"size": 9, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        showlegend=has_legend,
        customdata=[next(each) if point else None for point in points],
        hovertemplate=hover(grain, look),
    )


def _mean(rows: pd.DataFrame, measure: Measure, name: str, line: dict[str, Any], look: Look) -> go.Scatter:
    return go.Scatter(
        x=rows["k"].to_numpy(), y=rows[measure].to_numpy(), mode="lines", name=name, line=line,
        hovertext=[_mean_hover(name, row, look) for row in rows.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _mean_hover(name: str, row: Mapping[Any, Any], look: Look) -> str:
    t = translator(look.language)
    return "<br>".join(
        (
            f"<b>{name}</b> · {row['k']}",
            t("{share} of {size} customers bought").format(
                share=words.share(row["retention"], look.language), size=words.count(row["size"], look.language)
            ),
            t("{money} per customer up to then").format(
                money=words.exact_money(row["revenue_per_customer"], look.currency, look.language)
            ),
        )
    )


@remembered
def by_value(
    frame: pd.DataFrame, names: Mapping[str | None, str], measure: Measure, grain: Grain, look: Look
) -> Drawn | None:
    """A curve for each value in `names` (translated), in their order; dotted for fewer than ENOUGH customers.

    The others end where fewer than ENOUGH of their customers have been observed for so long.
    frame: as queries.cohorts.by_value gives it. None where no value has two points.
    """
    first = 1 if measure == "retention" else 0
    shown = frame[frame["k"] >= first]
    if shown.empty or shown["k"].max() == first:
        return None
    t = translator(look.language)
    values = [value if isinstance(value, str) else None for value in shown["value"]]
    traces = []
    for place, (value, name) in enumerate(names.items()):
        rows = shown[[each == value for each in values]]
        if rows.empty:
            continue
        n = int(rows["everyone"].iloc[0])
        few = n < ENOUGH
        rows = rows if few else rows[rows["size"] >= ENOUGH]
        line = {"color": PALETTE[place % len(PALETTE)][look.dark], "width": 2.2, "dash": "dot" if few else "solid"}
        label = f"{escape(name)} (n {words.count(n, look.language)}{': ' + t('too few to say') if few else ''})"
        traces.append(_mean(rows, measure, label, line, look))
    layout = {"xaxis": _periods(shown, grain, look), "yaxis": _scale(shown, measure, look), "hovermode": "closest"}
    # Names can be long enough to stand one below the other above the curves, which need their own room.
    return figure(traces, layout, look, height=250 + 22 * len(traces), legend=True)


def _periods(rows: pd.DataFrame, grain: Grain, look: Look) -> dict[str, Any]:
    first, last = int(rows["k"].min()), int(rows["k"].max())
    return {
        "title": {"text": translator(look.language)(AFTER[grain])},
        "range": [first - 0.03 * last, 1.03 * last],
        "tickformat": "d",
        "dtick": next((step for step in (1, 2, 3, 6, 12) if last / step <= 12), 24),
    }


def _scale(rows: pd.DataFrame, measure: Measure, look: Look) -> dict[str, Any]:
    if measure == "retention":
        return {"tickformat": ",.0%", "rangemode": "tozero", "nticks": 6}
    return money_ticks(max(float(rows[measure].max()), 0), look)
