"""What came of labels: the share that bought again with its interval, by label, by month and by cut-off for "lost"."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import translator
from crm_core.queries.trust import Field

ROW = 46  # pixels for a label
LEFT = 0.1  # shares below stand at the left edge
Part = dict[Any, Any]


@remembered
def outcomes(found: pd.DataFrame, field: Field, names: Mapping[str | None, str], look: Look) -> Drawn | None:
    """The rows of queries.trust.outcomes of one date: a point with its interval a label, in the order of `names`
    (label → name shown), the number of customers below the name, revenue a customer at the right.

    Labels with too few customers are grey and have no point. None without any row.
    """
    by_label = {_code(row["label"]): row for row in found.to_dict("records")}
    rows = [by_label[code] | {"code": code, "name": name} for code, name in names.items() if code in by_label]
    if not rows:
        return None
    t = translator(look.language)
    height = 70 + ROW * len(rows)
    enough = [row for row in rows if row["is_enough"]]
    each = [_each(place, row, look) for place, row in enumerate(rows)]
    layout = {
        "hovermode": "closest",
        "xaxis": {"range": [-0.03, 1.05], "tickformat": ",.0%", "tickvals": [0, 0.25, 0.5, 0.75, 1], "showgrid": True,
                  "gridcolor": theme.ink("grid", look)},
        "yaxis": {"range": [len(rows) - 0.5, -0.5], "tickvals": list(range(len(rows))), "showgrid": False,
                  "ticktext": [_named(row, look) for row in rows]},
        "annotations": [
            *each,
            *(_too_few(place, t("too few to say"), look) for place, row in enumerate(rows) if not row["is_enough"]),
        ],
        "margin": {"r": 16 + 7 * max(len(note["text"]) for note in each), "t": 6},
    }  # fmt: skip
    traces = [_point(rows.index(row), row, field, look) for row in enough]
    return figure(traces, layout, look, height=height, legend=False)


def _point(place: int, row: Part, field: Field, look: Look) -> go.Scatter:
    colour = theme.colour(field, row["code"], look)
    return go.Scatter(
        x=[row["share"]],
        y=[place],
        mode="markers+text",
        text=[f"<b>{words.share(row['share'], look.language)}</b>"],
        # Near nothing a centred number would run into the label.
        textposition="top right" if row["share"] < LEFT else "top center",
        textfont={"size": 12, "color": theme.ink("text", look)},
        cliponaxis=False,
        marker={"size": 12, "color": colour},
        error_x={
            "type": "data", "symmetric": False, "array": [row["high"] - row["share"]],
            "arrayminus": [row["share"] - row["low"]], "color": colour, "thickness": 3, "width": 0,
        },
        hovertext=[_hover(row, look)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _named(row: Part, look: Look) -> str:
    """The label with the number of its customers; grey where they are too few."""
    t = translator(look.language)
    count = t("n = {n}").format(n=words.count(row["customers"], look.language))
    muted = theme.ink("muted", look)
    name = escape(row["name"])
    name = f"<b>{name}</b>" if row["is_enough"] else f"<span style='color:{muted}'>{name}</span>"
    return f"{name}<br><span style='color:{muted};font-size:11px'>{count}</span>"


def _each(place: int, row: Part, look: Look) -> Part:
    """Revenue a customer, in the right margin."""
    return {
        "xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "y": place, "showarrow": False,
        "text": words.short_money(row["revenue_each"], look.currency, look.language),
        "font": {"size": 12, "color": theme.ink("text" if row["is_enough"] else "muted", look)},
    }  # fmt: skip


def _too_few(place: int, text: str, look: Look) -> Part:
    return {
        "x": 0.02, "xanchor": "left", "y": place, "showarrow": False, "text": text,
        "font": {"size": 12, "color": theme.ink("muted", look)},
    }  # fmt: skip


def _hover(row: Part, look: Look) -> str:
    t = translator(look.language)
    parts = [
        f"<b>{escape(row['name'])}</b>",
        t("{k} of {n} bought again: {share}").format(
            k=words.count(row["bought_again"], look.language), n=words.count(row["customers"], look.language),
            share=words.share(row["share"], look.language, 1),
        ),
        t("95% interval: {low} to {high}").format(
            low=words.share(row["low"], look.language, 1), high=words.share(row["high"], look.language, 1)
        ),
        t("Revenue each: {money}").format(
            money=words.exact_money(row["revenue_each"], look.currency, look.language)
        ),
    ]  # fmt: skip
    return "<br>".join(parts)


@remembered
def months(
    found: pd.DataFrame, field: Field, names: Mapping[str | None, str], looked_at: date, look: Look
) -> Drawn | None:
    """The rows of queries.trust.outcomes of all dates as one line a label, in the order of `names`; a month in which a
    label has too few customers leaves a gap, and the date `looked_at` is marked. None for fewer than two dates.
    """
    shown = found.assign(code=pd.Series([_code(label) for label in found["label"]], index=found.index, dtype=object))
    dates = list(found["as_of"].drop_duplicates().dt.date)
    lines = [
        _line(shown[[code == own for own in shown["code"]]], field, code, name, look) for code, name in names.items()
    ]
    lines = [line for line in lines if line is not None]
    if not lines or len(dates) < 2:
        return None
    marked = looked_at.replace(day=1).isoformat()
    axis = theme.month_axis([d.replace(day=1) for d in dates], look)
    layout = {
        "hovermode": "closest",
        "xaxis": axis,
        "yaxis": {"range": [-0.02, 1.02], "tickformat": ",.0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]},
        "shapes": [{"type": "line", "x0": marked, "x1": marked, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
                    "line": {"color": theme.ink("line", look), "width": 1.3, "dash": "dot"}}],
    }  # fmt: skip
    return figure(lines, layout, look, height=300, legend=False)


def _line(rows: pd.DataFrame, field: Field, code: str | None, name: str, look: Look) -> go.Scatter | None:
    if not rows["is_enough"].any():
        return None
    colour = theme.colour(field, code, look)
    return go.Scatter(
        x=rows["as_of"].dt.strftime("%Y-%m-01").tolist(),
        y=rows["share"].where(rows["is_enough"]).tolist(),
        mode="lines+markers",
        name=name,
        connectgaps=False,
        line={"color": colour, "width": 2},
        marker={"size": 6, "color": colour},
        customdata=rows[["customers", "bought_again", "low", "high", "revenue_each"]].to_numpy(),
        hovertemplate=_line_hover(name, look),
    )


def _line_hover(name: str, look: Look) -> str:
    """Numbers are written by the browser: years of months have hundreds of points."""
    t = translator(look.language)
    money = words.exact_money(0, look.currency, look.language).replace("0.00", "%{customdata[4]:,.2f}")
    parts = (
        f"<b>{escape(name)}</b> · " + ("%{x|%b %Y}" if look.language == "en" else "%{x|%Y年%-m月}"),
        t("{k} of {n} bought again: {share}").format(
            k="%{customdata[1]:,d}", n="%{customdata[0]:,d}", share="%{y:.1%}"
        ),
        t("95% interval: {low} to {high}").format(low="%{customdata[2]:.1%}", high="%{customdata[3]:.1%}"),
        t("Revenue each: {money}").format(money=money),
    )
    return "<br>".join(parts) + "<extra></extra>"


def _code(label: object) -> str | None:
    return label if isinstance(label, str) else None
