"""Attitude and repeat: the six fields, the customers as points, and how many attitudes are known."""

from collections.abc import Mapping
from html import escape
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.colours import ink_on
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.squares import squares, written
from crm_core.charts.theme import Look
from crm_core.locale import translator
from crm_core.queries.loyalty import Rules

# Where each field stands: attitude along x, repeat along y, the unknown column apart from the two by two.
PLACES: dict[str, tuple[float, float]] = {
    "loyal": (0.0, 1.0), "spurious": (1.0, 1.0), "unmeasured_repeat": (2.16, 1.0),
    "latent": (0.0, 0.0), "no_loyalty": (1.0, 0.0), "unmeasured_occasional": (2.16, 0.0),
}  # fmt: skip
SYMBOLS = {"measured": "circle", "estimated": "diamond"}
Row = dict[Any, Any]
Part = dict[str, Any]


@remembered
def fields(
    frame: pd.DataFrame, names: Mapping[str, str], meanings: Mapping[str, str], rules: Rules, chosen: str, look: Look
) -> Drawn | None:
    """The frame of queries.loyalty.fields as the 2 × 2 with the unknown beside it. customdata of a field: (quadrant,).

    names, meanings: by quadrant, translated; chosen: the quadrant that is framed. None where nobody has a quadrant.
    """
    if frame["customers"].sum() == 0:
        return None
    notes = [note for row in frame.to_dict("records") for note in _words_in_field(row, names[row["quadrant"]], look)]
    layout = {"annotations": notes, "margin": {"t": 30}} | _axes_of_fields(rules, look)
    return figure([_boxes(frame, meanings, names, chosen, look)], layout, look, height=380, legend=False)


def _boxes(
    frame: pd.DataFrame, meanings: Mapping[str, str], names: Mapping[str, str], chosen: str, look: Look
) -> go.Bar:
    places = [PLACES[quadrant] for quadrant in frame["quadrant"]]
    colours = [theme.colour("quadrant", quadrant, look) for quadrant in frame["quadrant"]]
    framed = [quadrant == chosen for quadrant in frame["quadrant"]]
    fills = [theme.fade(c, 0.34 if is_chosen else 0.2) for c, is_chosen in zip(colours, framed, strict=True)]
    hovers = [
        _field_hover(row, names[row["quadrant"]], meanings[row["quadrant"]], look) for row in frame.to_dict("records")
    ]
    edges = [3 if is_chosen else 0.8 for is_chosen in framed]
    return squares(places, colours, fills, edges, frame["quadrant"].tolist(), hovers)


def _field_hover(row: Row, name: str, meaning: str, look: Look) -> str:
    t = translator(look.language)
    lines = [
        f"<b>{escape(name)}</b>",
        escape(meaning),
        t("Customers: {n} ({share})").format(
            n=words.count(row["customers"], look.language), share=_share(row["customer_share"], look)
        ),
        t("Revenue: {money} ({share})").format(
            money=words.exact_money(row["revenue"], look.currency, look.language),
            share=_share(row["revenue_share"], look),
        ),
    ]
    if not pd.isna(row["customers_before"]):
        lines.append(t("A year before: {n}").format(n=words.count(row["customers_before"], look.language)))
    return "<br>".join(lines)


def _words_in_field(row: Row, name: str, look: Look) -> list[Part]:
    is_unknown = row["quadrant"].startswith("unmeasured")
    t = translator(look.language)
    heading = t("Unknown") if is_unknown else escape(name)
    customers = words.count(row["customers"], look.language)
    money = words.short_money(row["revenue"], look.currency, look.language)
    lines = (
        (46, 13, "text", f"<b>{heading}</b>"),
        (17, 26, "text", f"<b>{customers}</b>"),
        (-12, 13, "text", _share(row["customer_share"], look)),
        (-38, 12, "text", f"{money} · {_share(row['revenue_share'], look)}"),
    )
    return written(PLACES[row["quadrant"]], lines, look)


def _axes_of_fields(rules: Rules, look: Look) -> Part:
    t = translator(look.language)
    often = t("Buys on {n} days or more").format(n=words.count(rules.often_from, look.language))
    columns = [f"<b>{heading}</b>" for heading in (t("Likes us"), t("Does not"), t("Not known"))]
    return {
        "xaxis": {"side": "top", "tickvals": [0, 1, 2.16], "ticktext": columns, "range": [-0.5, 2.66]},
        "yaxis": {
            "tickvals": [0.475, 1.475], "ticktext": [t("Buys seldom"), often], "tickangle": -90, "showgrid": False,
            "range": [-0.04, 1.99],
        },
    }  # fmt: skip


@remembered
def points(frame: pd.DataFrame, names: Mapping[str, str], rules: Rules, look: Look) -> Drawn | None:
    """The frame of queries.attitudes.points: purchase days (log scale) by attitude; colour: quadrant, size: revenue.

    customdata of a point: (position in the frame, …). names: by quadrant, translated.
    """
    if frame.empty:
        return None
    numbered = frame.assign(
        position=range(len(frame)), name=frame["name"].map(escape), label=frame["quadrant"].map(names)
    )
    sources = [source for source in SYMBOLS if source in set(frame["source"])]
    traces = [_decisive_line(source, rules, look) for source in sources]
    traces += [
        _cloud(rows, str(source), str(quadrant), look)
        for (source, quadrant), rows in numbered.groupby(["source", "quadrant"])
    ]
    t = translator(look.language)
    highest = max(5.0, float(frame["purchase_days"].max()))
    layout = {
        "hovermode": "closest", "shapes": [_repeat_line(rules, look)], "annotations": [_repeat_note(rules, look)],
        "xaxis": {
            "type": "log", "showgrid": True, "tickformat": "d",
            "title": {"text": t("Purchase days in the window (log scale)")},
            "tickvals": [1, 2, 3, 5, 10, 20, 50, 100, 200], "range": [log10(0.6), log10(highest * 1.25)],
        },
        "yaxis": {"range": [-14, 108], "tickvals": [0, 25, 50, 75, 100], "title": {"text": t("Attitude, 0–100")}},
    }  # fmt: skip
    return figure(traces, layout, look, height=430, legend=True)


def _cloud(rows: pd.DataFrame, source: str, quadrant: str, look: Look) -> go.Scatter:
    return go.Scatter(
        x=rows["shown_purchase_days"].to_numpy(dtype="float32"),
        y=rows["shown_attitude"].to_numpy(dtype="float32"),
        mode="markers",
        showlegend=False,
        marker={
            "size": rows["size"].to_numpy(dtype="float32"),
            "color": theme.colour("quadrant", quadrant, look),
            "symbol": SYMBOLS[source],
            "opacity": 0.62,
            "line": {"width": 0.6, "color": theme.ink("card", look)},
        },
        selected={"marker": {"opacity": 0.62}},
        unselected={"marker": {"opacity": 0.62}},
        customdata=rows[["position", "name", "label", "attitude", "purchase_days", "revenue"]].to_numpy(),
        hovertemplate=_point_hover(source, look),
    )


def _point_hover(source: str, look: Look) -> str:
    t = translator(look.language)
    money = words.exact_money(0, look.currency, look.language).replace("0.00", "%{customdata[5]:,.2f}")
    lines = (
        "<b>%{customdata[1]}</b>",
        "%{customdata[2]}",
        t("attitude: {n}").format(n="%{customdata[3]:.0f}")
        + f" ({t('measured') if source == 'measured' else t('estimated')})",
        t("purchase days: {n}").format(n="%{customdata[4]:,d}"),
        t("revenue: {money}").format(money=money),
    )
    return "<br>".join(lines) + "<extra></extra>"


def _decisive_line(source: str, rules: Rules, look: Look) -> go.Scatter:
    """The attitude from which on a customer likes us; its entry in the legend shows the shape of its points."""
    t = translator(look.language)
    name, height, dash = (
        (t("Measured: likes us from {n}"), rules.attitude_high, "dash")
        if source == "measured"
        else (t("Estimated: likes us from {n}"), rules.estimate_high, "dot")
    )
    return go.Scatter(
        x=[0.01, 1000], y=[height, height], mode="lines+markers", name=name.format(n=f"{height:g}"), hoverinfo="skip",
        line={"color": theme.ink("muted", look), "width": 1.3, "dash": dash},
        marker={"symbol": SYMBOLS[source], "size": 9, "color": theme.ink("muted", look)},
    )  # fmt: skip


def _repeat_line(rules: Rules, look: Look) -> Part:
    line = {"color": theme.ink("muted", look), "width": 1.3, "dash": "dash"}
    x = rules.repeat_boundary
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _repeat_note(rules: Rules, look: Look) -> Part:
    """On a log axis a shape stands at the value, an annotation at its logarithm."""
    t = translator(look.language)
    return {
        "x": log10(rules.repeat_boundary), "y": 0, "yref": "paper", "xanchor": "left", "yanchor": "bottom",
        "xshift": 4, "showarrow": False, "font": {"size": 11, "color": theme.ink("muted", look)},
        "text": t("buys often: {n} days or more").format(n=words.count(rules.often_from, look.language)),
    }  # fmt: skip


@remembered
def coverage(frame: pd.DataFrame, names: Mapping[str, str], look: Look) -> Drawn | None:
    """The frame of queries.attitudes.coverage as two bars of 100 %, customers and revenue.

    customdata of a part: (source,). names: by source, translated.
    """
    if frame["customers"].sum() == 0:
        return None
    t = translator(look.language)
    order = ["revenue", "customers"]
    layout = {
        "barmode": "stack", "hovermode": "closest", "xaxis": {"range": [0, 1], "visible": False},
        "yaxis": {
            "tickvals": order, "ticktext": [t("Revenue"), t("Customers")], "ticklabelstandoff": 6, "showgrid": False,
            "categoryorder": "array", "categoryarray": order,
        },
    }  # fmt: skip
    parts = [_part(row, names[row["source"]], look) for row in frame.to_dict("records")]
    return figure(parts, layout, look, height=200, legend=True)


def _part(row: Row, name: str, look: Look) -> go.Bar:
    t = translator(look.language)
    source = None if row["source"] == "unknown" else row["source"]
    customers = t("Customers: {n} ({share})").format(
        n=words.count(row["customers"], look.language), share=_share(row["customer_share"], look)
    )
    revenue = t("Revenue: {money} ({share})").format(
        money=words.exact_money(row["revenue"], look.currency, look.language), share=_share(row["revenue_share"], look)
    )
    return go.Bar(
        name=name,
        y=["customers", "revenue"],
        x=[row["customer_share"], row["revenue_share"]],
        orientation="h",
        marker={"color": theme.colour("attitude", source, look), "cornerradius": CORNER_RADIUS},
        text=[_share(row["customer_share"], look), _share(row["revenue_share"], look)],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": ink_on(theme.colour("attitude", source, look))},
        customdata=[(row["source"],), (row["source"],)],
        hovertext=[f"<b>{escape(name)}</b><br>{customers}", f"<b>{escape(name)}</b><br>{revenue}"],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _share(value: float | None, look: Look) -> str:
    return words.NOTHING if pd.isna(value) else words.share(float(value), look.language)
