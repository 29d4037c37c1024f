"""The Pareto curve: customers from the best to the smallest, and what they bring together."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import translator
from crm_core.queries.tiers import Lines

TICKS = [0.2, 0.4, 0.6, 0.8, 1.0]
# Low under the curve, where nothing else is; the two apart, because the lines may stand close together.
LABEL_HEIGHTS = {"A": 0.32, "B": 0.12}
Part = dict[str, Any]
COLUMNS = ["tier", "rank", "lowest_value", "cumulative_value"]


@remembered
def pareto(curve: pd.DataFrame, lines: Lines, value_name: str, look: Look) -> Drawn | None:
    """The frame of queries.tiers.curve, one colour a tier, with the two lines where they run. value_name: translated.

    customdata of a point: (tier, rank, …). None where no customer has a value above 0.
    """
    if curve.empty or curve["value_share"].isna().all():
        return None
    traces: list[Any] = [_equal_shares(look)]
    shapes, notes = [], [_equal_note(look)]
    start = pd.DataFrame([{**dict.fromkeys(COLUMNS, 0), "customer_share": 0.0, "value_share": 0.0}])
    for tier in ("A", "B", "C"):
        rows = curve[curve["tier"] == tier]
        if rows.empty:
            continue
        traces += [_area(start, rows), _section(pd.concat([start, rows]), tier, value_name, look)]
        start = rows.tail(1)
        if tier != "C":
            shapes.append(_corner(tier, start.iloc[0], look))
            notes.append(_line_in_words(tier, start.iloc[0], lines, look))
    t = translator(look.language)
    title = t("Share of customers, best first")
    layout = {
        "hovermode": "closest", "hoverdistance": 30, "shapes": shapes, "annotations": notes,
        "xaxis": {"range": [0, 1.002], "tickformat": ",.0%", "tickvals": TICKS, "title": {"text": title}},
        "yaxis": {"range": [0, 1.06], "tickformat": ",.0%", "tickvals": TICKS},
    }  # fmt: skip
    return figure(traces, layout, look, height=400, legend=False)


def _area(start: pd.DataFrame, rows: pd.DataFrame) -> go.Bar:
    """An invisible bar under and above a section: far from the curve a pointer still finds its tier."""
    left, end = float(start["customer_share"].iloc[-1]), rows.tail(1)
    return go.Bar(
        x=[left],
        y=[1.06],
        offset=0,
        width=float(end["customer_share"].iloc[0]) - left,
        marker={"opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=end[COLUMNS].to_numpy().tolist(),
        hoverinfo="none",
    )


def _section(rows: pd.DataFrame, tier: str, value_name: str, look: Look) -> go.Scatter:
    colour = theme.colour("tier", tier, look)
    return go.Scatter(
        x=rows["customer_share"].to_numpy(),
        y=rows["value_share"].to_numpy(),
        # Plotly selects markers, never lines: invisible ones make the whole section clickable.
        mode="lines+markers",
        marker={"size": 10, "opacity": 0, "color": colour},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        line={"color": colour, "width": 3},
        fill="tozeroy",
        fillcolor=theme.fade(colour, 0.16),
        customdata=rows.assign(tier=tier)[COLUMNS].to_numpy(),
        hovertemplate=_hover(tier, value_name, look),
        name=tier,
    )


def _hover(tier: str, value_name: str, look: Look) -> str:
    t = translator(look.language)
    money = words.exact_money(0, look.currency, look.language)
    parts = (
        f"<b>{tier}</b> · "
        + t("the best {n} ({share} of customers)").format(n="%{customdata[1]:,d}", share="%{x:.1%}"),
        t("bring together {money} = {share} of {value}").format(
            money=money.replace("0.00", "%{customdata[3]:,.2f}"), share="%{y:.1%}", value=value_name
        ),
        t("the last of them brings {money}").format(money=money.replace("0.00", "%{customdata[2]:,.2f}")),
    )
    return "<br>".join(parts) + "<extra></extra>"


def _equal_shares(look: Look) -> go.Scatter:
    return go.Scatter(
        x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip",
        line={"color": theme.ink("line", look), "width": 1.2, "dash": "dot"},
    )  # fmt: skip


def _equal_note(look: Look) -> Part:
    t = translator(look.language)
    return {
        "x": 0.99, "y": 0.56, "xanchor": "right", "yanchor": "middle", "showarrow": False,
        "text": t("if all brought the same"), "font": {"size": 11, "color": theme.ink("muted", look)},
    }  # fmt: skip


def _corner(tier: str, end: pd.Series, look: Look) -> Part:
    """The cut below a tier: a dashed corner at its last customer."""
    x, y = end["customer_share"], end["value_share"]
    line = {"color": theme.colour("tier", tier, look), "width": 1.4, "dash": "dash"}
    return {"type": "path", "path": f"M 0,{y} L {x},{y} L {x},0", "line": line, "layer": "above"}


def _line_in_words(tier: str, end: pd.Series, lines: Lines, look: Look) -> Part:
    """What stands beside the corner."""
    x = float(end["customer_share"])
    lowest = lines.lowest_a if tier == "A" else lines.lowest_b
    is_left = x < 0.55
    t = translator(look.language)
    text = t("<b>{tier} line</b> at {money}<br>{n} ({share}) above it<br>bring {part}").format(
        tier=tier, money="–" if lowest is None else words.short_money(lowest, look.currency, look.language),
        n=words.count(end["rank"], look.language), share=words.share(x, look.language),
        part=words.share(end["value_share"], look.language),
    )  # fmt: skip
    return {
        "x": x, "y": LABEL_HEIGHTS[tier], "xshift": 6 if is_left else -6, "showarrow": False, "align": "left",
        "xanchor": "left" if is_left else "right", "yanchor": "middle", "text": text,
        "font": {"size": 12, "color": theme.ink("text", look)}, "bgcolor": theme.fade(theme.ink("card", look), 0.6),
    }  # fmt: skip
