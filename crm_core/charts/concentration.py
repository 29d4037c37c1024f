"""The Lorenz curve, what hangs on key customers at risk, and the share of the largest fifth by month."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.colours import ink_on, laid_over
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import _, translator

TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]
FIFTH = 0.8  # where the largest fifth begins, counted from the smallest customer
SIDES = {"stage": _("Do they still come?"), "attitude": _("Do they like us?")}
PARTS = {
    "wavering": _("Wavering"),
    "lost_since": _("Lost since the month before"),
    "lost_before": _("Lost before that"),
    "keeping": _("Still coming"),
    "weak": _("Weak attitude, measured"),
    "strong": _("Strong attitude, measured"),
    "estimated": _("Attitude only estimated"),
    "unknown": _("Attitude unknown"),
}
WIDE_ENOUGH = 0.04  # of the bar, for a number inside


@remembered
def lorenz(curve: pd.DataFrame, before: pd.DataFrame | None, look: Look) -> Drawn | None:
    """Share of revenue by share of customers, the smallest first; a thin line for the year before.

    Frames: as in queries.concentration.Concentration.curve. None where nobody brought anything.
    """
    if len(curve) < 2 or not curve["revenue_share"].iloc[-1]:
        return None
    t = translator(look.language)
    traces = [_equal(look)]
    if before is not None and len(before) > 1:
        traces.append(_line(before, t("a year before"), look))
    traces.append(_area(curve, look))
    layout = {
        "hovermode": "closest", "hoverdistance": 40, "annotations": [_equal_note(look), _fifth_note(curve, look)],
        "xaxis": {
            "range": [0, 1.01], "tickformat": ",.0%", "tickvals": TICKS[1:],
            "title": {"text": t("Share of customers, smallest first")},
        },
        "yaxis": {"range": [0, 1.02], "tickformat": ",.0%", "tickvals": TICKS},
    }  # fmt: skip
    return figure(traces, layout, look, height=400, legend=False)


def _equal(look: Look) -> go.Scatter:
    line = {"color": theme.ink("line", look), "width": 1.2, "dash": "dot"}
    return go.Scatter(x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip", line=line)


def _equal_note(look: Look) -> dict[str, Any]:
    t = translator(look.language)
    return {
        "x": 0.5, "y": 0.55, "xanchor": "right", "yanchor": "bottom", "showarrow": False,
        "text": t("if all brought the same"), "font": {"size": 11, "color": theme.ink("muted", look)},
    }  # fmt: skip


def _fifth_note(curve: pd.DataFrame, look: Look) -> dict[str, Any]:
    """What the largest fifth brings, where it begins on the curve."""
    t = translator(look.language)
    place = curve.iloc[int((curve["customer_share"] - FIFTH).abs().argmin())]
    text = t("the largest {share} bring<br><b>{part}</b> of revenue").format(
        share=words.share(1 - place["customer_share"], look.language),
        part=words.share(1 - place["revenue_share"], look.language),
    )
    return {
        "x": place["customer_share"], "y": place["revenue_share"], "ax": -70, "ay": -58, "text": text,
        "align": "right", "arrowcolor": theme.ink("muted", look), "arrowwidth": 1, "arrowhead": 0,
        "font": {"size": 12, "color": theme.ink("text", look)}, "bgcolor": theme.fade(theme.ink("card", look), 0.7),
    }  # fmt: skip


def _line(curve: pd.DataFrame, name: str, look: Look) -> go.Scatter:
    t = translator(look.language)
    hover = t("{when}: the smallest {share} of customers<br>brought {part} of revenue").format(
        when=f"<b>{name}</b>", share="%{x:.1%}", part="%{y:.1%}"
    )
    return go.Scatter(
        x=curve["customer_share"].to_numpy(),
        y=curve["revenue_share"].to_numpy(),
        mode="lines",
        line={"color": theme.ink("muted", look), "width": 1.2},
        hovertemplate=hover + "<extra></extra>",
        name=name,
    )


def _area(curve: pd.DataFrame, look: Look) -> go.Scatter:
    t, n = translator(look.language), int(curve["customers"].iloc[-1])
    money = words.exact_money(0, look.currency, look.language).replace("0.00", "%{customdata[3]:,.2f}")
    hover = (
        t("<b>the smallest {n} ({share} of customers)</b><br>bring {part} of revenue").format(
            n="%{customdata[0]:,d}", share="%{x:.1%}", part="%{y:.1%}"
        ),
        t("the {n} larger ones bring {part}").format(n="%{customdata[1]:,d}", part="%{customdata[2]:.1%}"),
        t("the largest of these brings {money}").format(money=money),
    )
    accent = theme.ink("accent", look)
    return go.Scatter(
        x=curve["customer_share"].to_numpy(),
        y=curve["revenue_share"].to_numpy(),
        customdata=pd.DataFrame(
            {
                "smaller": curve["customers"],
                "larger": n - curve["customers"],
                "rest": 1 - curve["revenue_share"],
                "revenue": curve["revenue"],
            }
        ).to_numpy(),
        mode="lines",
        line={"color": accent, "width": 3},
        fill="tozeroy",
        fillcolor=theme.fade(accent, 0.14),
        hovertemplate="<br>".join(hover) + "<extra></extra>",
        name="",
    )


@remembered
def exposure(parts: pd.DataFrame, look: Look) -> Drawn | None:
    """Two bars over the same revenue of key customers: by stage, and by attitude. customdata: the part.

    parts: side, part, customers, revenue, share, as in queries.exposure.Exposure. None without key customers.
    """
    rows = {(row["side"], row["part"]): row for row in parts.to_dict("records")}
    shown = [(side, part) for part in shown_parts(parts) for side in SIDES if (side, part) in rows]
    if not shown:
        return None
    t = translator(look.language)
    traces = [_segment(side, part, rows[side, part], look) for side, part in shown]
    layout = {
        "barmode": "stack", "bargap": 0.45,
        "xaxis": {"range": [0, 1.02], "tickformat": ",.0%", "tickvals": TICKS, "showgrid": False},
        "yaxis": {
            "categoryorder": "array", "categoryarray": [t(text) for text in reversed(SIDES.values())],
            "showgrid": False, "ticklabelposition": "outside",
        },
    }  # fmt: skip
    return figure(traces, layout, look, height=200, legend=False)


def shown_parts(parts: pd.DataFrame) -> list[str]:
    """The parts that the bars show, in their order."""
    return [part for part in PARTS if part in set(parts["part"])]


def _segment(side: str, part: str, row: dict[Any, Any], look: Look) -> go.Bar:
    t = translator(look.language)
    hover = t("<b>{part}</b><br>{n} customers, {money}<br>{share} of key customers' revenue").format(
        part=t(PARTS[part]),
        n=words.count(row["customers"], look.language),
        money=words.exact_money(row["revenue"], look.currency, look.language),
        share=words.share(row["share"], look.language),
    )
    return go.Bar(
        orientation="h",
        y=[t(SIDES[side])],
        x=[row["share"]],
        name=t(PARTS[part]),
        marker={"color": part_colour(part, look), "line": {"width": 1, "color": theme.ink("card", look)}},
        text=[words.share(row["share"], look.language) if row["share"] >= WIDE_ENOUGH else ""],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": ink_on(part_colour(part, look))},
        textangle=0,
        customdata=[part],
        hovertext=[hover],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def part_colour(part: str, look: Look) -> str:
    """The colour of a part: that of its label where it is one."""
    match part:
        case "wavering":
            return theme.colour("stage", "wavering", look)
        case "lost_since":
            return theme.colour("stage", "lost", look)
        case "lost_before":
            return laid_over(theme.colour("stage", "lost", look), 0.35, theme.ink("card", look))
        case "weak":
            return theme.colour("quadrant", "no_loyalty", look)
        case "strong":
            return theme.colour("quadrant", "loyal", look)
        case "estimated":
            return theme.colour("attitude", "estimated", look)
        case "unknown":
            return theme.colour("attitude", None, look)
    return theme.colour("stage", "steady", look)


@remembered
def by_month(frame: pd.DataFrame, look: Look) -> Drawn | None:
    """The share of the largest fifth by month; months of a short history are dotted. None with less than two months.

    frame: month, warming_up, top_fifth_share, as queries.concentration.by_month gives them.
    """
    rows = frame.dropna(subset=["top_fifth_share"])
    if len(rows) < 2:
        return None
    t = translator(look.language)
    months = [month.date() for month in pd.to_datetime(rows["month"])]
    hover = [
        f"{words.month(month, look.language)}: {words.share(share, look.language, 1)}"
        + (f"<br>{t('history too short')}" if short else "")
        for month, share, short in zip(months, rows["top_fifth_share"], rows["warming_up"], strict=True)
    ]
    short = int(rows["warming_up"].sum())
    traces = [
        _months(months[: short + 1], rows["top_fifth_share"][: short + 1], hover[: short + 1], "dot", look),
        _months(months[short:], rows["top_fifth_share"][short:], hover[short:], "solid", look),
    ]
    low, high = rows["top_fifth_share"].min(), rows["top_fifth_share"].max()
    layout = {
        "xaxis": theme.month_axis(months, look),
        "yaxis": {"tickformat": ",.0%", "range": [max(0, low - 0.1), min(1, high + 0.1)]},
    }
    return figure(traces, layout, look, height=230, legend=False)


def _months(months: list[Any], shares: pd.Series, hover: list[str], dash: str, look: Look) -> go.Scatter:
    return go.Scatter(
        x=[month.isoformat() for month in months],
        y=shares.to_numpy(),
        mode="lines",
        line={"color": theme.ink("accent", look), "width": 2.4, "dash": dash},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )
