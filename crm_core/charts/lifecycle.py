"""The stages of the relationship now, and how overdue customers are."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.label_months import Measure, money_ticks
from crm_core.charts.theme import Look, colour, fade, ink
from crm_core.labels import STAGES, named
from crm_core.locale import translator
from crm_core.settings import Settings

ORDER = [stage for stage in STAGES if stage is not None]
HALF = 0.2  # of a row: how far the two bars of a stage lie from its middle
WIDTH = 0.34


@remembered
def stages_now(frame: pd.DataFrame, look: Look) -> Drawn | None:
    """Two bars a stage, its share of customers (pale) and of revenue; a mark where each was a year before."""
    if frame.empty:
        return None
    t = translator(look.language)
    rows = frame.set_index("stage").reindex([s for s in ORDER if s in set(frame["stage"])]).reset_index()
    traces: list[go.Bar | go.Scatter] = []
    for measure, middle, opacity in (("customer", -HALF, 0.45), ("revenue", HALF, 1.0)):
        places = [i + middle for i in range(len(rows))]
        hover = [_now_hover(row, measure, look) for row in rows.to_dict("records")]
        traces += [
            _bars(rows, measure, places, hover, opacity, look),
            _year_before(rows, measure, places, look),
            _texts(rows, measure, places, hover, look),
        ]
    top = max(rows[[f"{m}_share{when}" for m in ("customer", "revenue") for when in ("", "_before")]].max())
    names = [f"{named('stage', stage, t, look.lost_returned, short=True)}  " for stage in rows["stage"]]
    layout = {
        "barmode": "overlay",
        "yaxis": {
            "tickvals": list(range(len(rows))), "ticktext": names, "range": [len(rows) - 0.4, -0.6], "showgrid": False,
        },
        "xaxis": {
            "range": [0, top * 2.1], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%", "showgrid": True,
        },
    }  # fmt: skip
    return figure(traces, layout, look, height=height(len(rows)), legend=False)


def height(stages: int) -> int:
    """The height that so many stages need, in pixels."""
    return 50 + 46 * stages


def _bars(
    rows: pd.DataFrame, measure: str, places: list[float], hover: list[str], opacity: float, look: Look
) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=places,
        x=rows[f"{measure}_share"].clip(lower=0),
        width=WIDTH,
        marker={
            "color": [fade(colour("stage", stage, look), opacity) for stage in rows["stage"]],
            "cornerradius": CORNER_RADIUS,
        },
        customdata=list(rows["stage"]),
        hovertext=hover,
        hoverinfo="text",
    )


def _year_before(rows: pd.DataFrame, measure: str, places: list[float], look: Look) -> go.Scatter:
    return go.Scatter(
        x=rows[f"{measure}_share_before"].clip(lower=0),
        y=places,
        mode="markers",
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 2, "color": ink("text", look)}},
        hoverinfo="skip",
    )


def _texts(rows: pd.DataFrame, measure: str, places: list[float], hover: list[str], look: Look) -> go.Scatter:
    """The numbers, to the right of the bar and of its mark."""
    return go.Scatter(
        x=rows[[f"{measure}_share", f"{measure}_share_before"]].max(axis=1).clip(lower=0),
        y=places,
        mode="text",
        text=[_now_text(row, measure, look) for row in rows.to_dict("records")],
        textposition="middle right",
        textfont={"size": 11, "color": ink("muted", look)},
        customdata=list(rows["stage"]),
        hovertext=hover,
        hoverinfo="text",
        cliponaxis=False,
    )


def _now_text(row: dict[Hashable, Any], measure: str, look: Look) -> str:
    """The number now, its share and its change: 212 · 9.7% · +59."""
    if measure == "customer":
        now = words.count(row["customers"], look.language)
        change = "" if pd.isna(row["customers_change"]) else f"{row['customers_change']:+,.0f}"
    else:
        now = words.short_money(row["revenue"], look.currency, look.language)
        change = "" if pd.isna(row["revenue_change"]) else words.change(row["revenue_change"], look.language)
    return "  " + " · ".join(part for part in (now, _share(row, measure, look), change) if part)


def _share(row: dict[Hashable, Any], measure: str, look: Look) -> str:
    share = row[f"{measure}_share"]
    return "" if pd.isna(share) else words.share(round(share, 4) + 0.0, look.language)


def _now_hover(row: dict[Hashable, Any], measure: str, look: Look) -> str:
    """The exact numbers."""
    t = translator(look.language)
    if measure == "customer":
        now, before = words.count(row["customers"], look.language), row["customers_before"]
        earlier = "" if pd.isna(before) else words.count(before, look.language)
        said = t("{n} customers, {share} of all")
    else:
        now, before = words.exact_money(row["revenue"], look.currency, look.language), row["revenue_before"]
        earlier = "" if pd.isna(before) else words.exact_money(before, look.currency, look.language)
        said = t("{n} in the window, {share} of all")
    lines = [
        f"<b>{named('stage', row['stage'], t, look.lost_returned)}</b>",
        said.format(n=now, share=_share(row, measure, look)),
    ]
    return "<br>".join([*lines, t("a year before: {n}").format(n=earlier)] if earlier else lines)


@remembered
def overdue(frame: pd.DataFrame, measure: Measure, settings: Settings, look: Look) -> Drawn | None:
    """Customers (or their revenue) by days since the last purchase ÷ usual gap; the lines of wavering and lost."""
    if frame.empty:
        return None
    t = translator(look.language)
    by_stage = dict(tuple(frame.groupby("stage")))
    bars = [_overdue_bars(by_stage[stage], stage, measure, look) for stage in ORDER if stage in by_stage]
    lines = ((settings.wavering_overdue, "wavering"), (settings.lost_overdue, "lost"))
    layout = {
        "barmode": "relative",
        "margin": {"t": 30},
        "xaxis": {
            "title": {"text": t("Days since the last purchase ÷ usual gap")}, "ticksuffix": "×", "dtick": 1, "tick0": 0,
            "rangemode": "tozero",
        },
        "yaxis": _scale(frame, measure, look),
        "shapes": [_line(at, look) for at, _stage in lines],
        "annotations": [_line_name(at, stage, look) for at, stage in lines],
    }  # fmt: skip
    return figure(bars, layout, look, height=340, legend=False)


def _overdue_bars(rows: pd.DataFrame, stage: str, measure: Measure, look: Look) -> go.Bar:
    t = translator(look.language)
    return go.Bar(
        name=named("stage", stage, t, look.lost_returned),
        x=rows["overdue_from"].tolist(),
        width=(rows["overdue_to"] - rows["overdue_from"]).tolist(),
        offset=0,
        y=rows[measure].tolist(),
        marker={
            "color": colour("stage", stage, look), "line": {"width": 1, "color": ink("card", look)},
            "cornerradius": CORNER_RADIUS,
        },
        customdata=[stage] * len(rows),
        hovertext=[_overdue_text(row, look) for row in rows.to_dict("records")],
        hoverinfo="text",
    )  # fmt: skip


def _scale(frame: pd.DataFrame, measure: Measure, look: Look) -> dict[str, Any]:
    if measure == "customers":
        return {"tickformat": ",d", "rangemode": "tozero", "nticks": 5}
    return money_ticks(float(frame.groupby("overdue_from")["revenue"].sum().max()), look)


def _line(at: float, look: Look) -> dict[str, Any]:
    """The line from which on a stage begins."""
    return {
        "type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper",
        "line": {"width": 1.5, "dash": "dot", "color": ink("text", look)},
    }  # fmt: skip


def _line_name(at: float, stage: str, look: Look) -> dict[str, Any]:
    """Its name, on the side where there is room on a phone."""
    t = translator(look.language)
    name = named("stage", stage, t, look.lost_returned, short=True)
    return {
        "text": t("{stage} from {line}×").format(stage=name, line=f"{at:g}"),
        "x": at, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "right" if stage == "wavering" else "left",
        "showarrow": False, "font": {"size": 11},
    }  # fmt: skip


def _overdue_text(row: dict[Hashable, Any], look: Look) -> str:
    t = translator(look.language)
    past = row["mean_days_overdue"]
    days = words.decimal(abs(past), look.language, 0)
    said = (
        t("on average {days} days past their usual gap") if past > 0 else t("on average {days} days before it is over")
    )
    name = named("stage", row["stage"], t, look.lost_returned)
    return "<br>".join(
        (
            f"<b>{name} · {row['overdue_from']:.3g}–{row['overdue_to']:.3g}×</b>",
            t("{n} customers, {money} in the window").format(
                n=words.count(row["customers"], look.language),
                money=words.exact_money(row["revenue"], look.currency, look.language),
            ),
            t("silent for {days} days on average").format(
                days=words.decimal(row["mean_recency_days"], look.language, 0)
            ),
            said.format(days=days),
        )
    )
