"""The Movement page's pictures: where customers went between two dates, as streams and as a table."""

from collections.abc import Sequence
from html import escape
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from crm_core import labels, words
from crm_core.charts import theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import translator

Measure = Literal["customers", "revenue_before", "revenue"]
Label = str | None
ORDER: dict[str, tuple[Label, ...]] = {
    "tier": ("A", "B", "C", None),
    "quadrant": (
        "loyal", "latent", "spurious", "no_loyalty", "unmeasured_repeat", "unmeasured_occasional", None,
    ),
    "stage": (
        "prospect", "refund_only", "acquainted", "reserved", "steady", "solid", "won_back", "wavering", "lost",
    ),
}  # fmt: skip
# Who had this label at both dates is no news, and would fill the picture of streams; the table has them.
IDLE: dict[str, tuple[Label, ...]] = {
    "tier": (None,), "quadrant": (None,), "stage": ("prospect", "refund_only", "lost"),
}  # fmt: skip
STRONGEST = (0.62, 0.46)  # opacity of a full cell, light and dark: its number has to be read on it
INKS = {"better": "good", "worse": "bad", "neither": "muted", "stayed": "line"}
_SIDES = ((0.001, "before"), (0.999, "after"))


def present(cells: pd.DataFrame, field: str) -> list[Label]:
    """The labels that somebody had at either date, in their order."""
    had = {_code(value) for column in ("label_before", "label_after") for value in cells[column]}
    return [code for code in ORDER[field] if code in had]


@remembered
def streams(cells: pd.DataFrame, field: str, measure: Measure, dates: Sequence[str], look: Look) -> Drawn | None:
    """A Sankey diagram from the labels of the first date to those of the second; None if there is nothing to draw.

    cells: as crm_core.queries.movement.Movement.cells gives them. dates: the two dates, written.
    """
    rows = [row for row in _coded(cells) if row[measure] > 0 and not _is_idle(row, field)]
    if not rows:
        return None
    nodes = [
        (side, code)
        for side in ("before", "after")
        for code in ORDER[field]
        if any(r[f"label_{side}"] == code for r in rows)
    ]
    sums = {(side, code): sum(r[measure] for r in rows if r[f"label_{side}"] == code) for side, code in nodes}
    sankey = go.Sankey(
        arrangement="fixed",
        node=_nodes(nodes, sums, field, measure, look),
        link=_links(rows, nodes, field, measure, look),
        textfont={"size": 13, "color": theme.ink("text", look), "shadow": "none"},
    )
    layout = {"margin": {"t": 38, "l": 4, "r": 4, "b": 8}, "annotations": [
        {"x": x, "y": 1, "yshift": 30, "yanchor": "top", "xanchor": anchor, "text": f"<b>{escape(date)}</b>",
         "showarrow": False, "font": {"size": 12, "color": theme.ink("muted", look)}}
        for x, anchor, date in ((0, "left", dates[0]), (1, "right", dates[1]))
    ]}  # fmt: skip
    return figure([sankey], layout, look, height=max(340, 52 * len(nodes) // 2 + 60), legend=False)


def _nodes(
    nodes: list[tuple[str, Label]], sums: dict[tuple[str, Label], float], field: str, measure: Measure, look: Look
) -> dict[str, Any]:
    """Bars at both sides, top down in their order, each as tall as what it holds."""
    x, y = [], []
    for place, side in _SIDES:
        codes = [code for node_side, code in nodes if node_side == side]
        heights = [sums[side, code] / sum(sums[side, c] for c in codes) for code in codes]
        gap = 0.03
        scale = 1 - gap * (len(codes) - 1)
        top = 0.0
        for height in heights:
            x.append(place)
            y.append(min(0.999, max(0.001, top + height * scale / 2)))
            top += height * scale + gap
    return {
        "x": x, "y": y, "pad": 14, "thickness": 14, "line": {"width": 0},
        "label": [f"{_name(field, code, look)} {_number(sums[side, code], measure, look)}" for side, code in nodes],
        "color": [theme.colour(field, code, look) for _side, code in nodes],
        "hovertemplate": "%{label}<extra></extra>",
    }  # fmt: skip


def _links(
    rows: list[dict[Any, Any]], nodes: list[tuple[str, Label]], field: str, measure: Measure, look: Look
) -> dict[str, Any]:
    place = {node: i for i, node in enumerate(nodes)}
    rows = sorted(rows, key=lambda r: (place["before", r["label_before"]], place["after", r["label_after"]]))
    opacity = {"stayed": 0.16}
    return {
        "source": [place["before", row["label_before"]] for row in rows],
        "target": [place["after", row["label_after"]] for row in rows],
        "value": [row[measure] for row in rows],
        "color": [
            theme.fade(theme.colour(field, row["label_before"], look), opacity.get(row["direction"], 0.5))
            for row in rows
        ],
        "customdata": [_told(row, field, look) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


@remembered
def table(cells: pd.DataFrame, field: str, measure: Measure, look: Look) -> Drawn | None:
    """Labels before down, labels after across; customdata of a cell is (before, after), "none" for no label."""
    codes = present(cells, field)
    found = {(row["label_before"], row["label_after"]): row for row in _coded(cells)}
    places = [(before, after) for before in codes for after in codes if (before, after) in found]
    if not places:
        return None
    names = [_tick(field, code, look) for code in codes]
    ticks = list(range(len(codes)))
    layout = {
        "xaxis": {"tickvals": ticks, "ticktext": names, "side": "top", "range": [-0.5, len(codes) - 0.5],
                  "ticks": "", "tickangle": 0 if len(codes) < 5 else -90, "showgrid": False},
        "yaxis": {"tickvals": ticks, "ticktext": names, "range": [len(codes) - 0.5, -0.5], "ticks": "",
                  "showgrid": False},
        "hovermode": "closest", "hoverdistance": -1, "margin": {"t": 4, "l": 4, "r": 4, "b": 4},
    }  # fmt: skip
    shades = [_shades(codes, found, measure, way, look) for way in INKS]
    height = 58 * len(codes) + 60 if len(codes) < 5 else 36 * len(codes) + 130
    return figure(
        [*shades, _touch(places, found, codes, field, measure, look)], layout, look, height=height, legend=False
    )


def _shades(
    codes: list[Label], found: dict[tuple[Label, Label], dict[Any, Any]], measure: Measure, way: str, look: Look
) -> go.Heatmap:
    """The cells of one direction, the more the stronger; those who stayed are grey."""
    most = max((row[measure] for row in found.values() if row["direction"] != "stayed"), default=0) or 1
    colour = theme.ink(INKS[way], look)

    def shade(before: Label, after: Label) -> float | None:
        row = found.get((before, after))
        if row is None or row["direction"] != way:
            return None
        return 0.5 if way == "stayed" else 0.15 + 0.85 * max(row[measure], 0) / most

    return go.Heatmap(
        z=[[shade(before, after) for after in codes] for before in codes], zmin=0, zmax=1, showscale=False,
        hoverinfo="skip",
        colorscale=[[0, theme.fade(colour, 0)], [1, theme.fade(colour, STRONGEST[look.dark])]], xgap=3, ygap=3,
    )  # fmt: skip


def _touch(
    places: list[tuple[Label, Label]],
    found: dict[tuple[Label, Label], dict[Any, Any]],
    codes: list[Label],
    field: str,
    measure: Measure,
    look: Look,
) -> go.Scatter:
    """An invisible point on every cell that can be clicked, because heat maps cannot be, with the cell's number."""
    seen = {"marker": {"opacity": 0}, "textfont": {"color": theme.ink("text", look)}}
    return go.Scatter(
        x=[codes.index(after) for _before, after in places],
        y=[codes.index(before) for before, _after in places],
        mode="markers+text",
        text=[_number(found[place][measure], measure, look) for place in places],
        textfont={"size": 12 if len(codes) < 5 else 11, "color": theme.ink("text", look)},
        customdata=[[before or "none", after or "none"] for before, after in places],
        hovertext=[_told(found[place], field, look) for place in places],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"size": 24, "opacity": 0, "symbol": "square"},
        selected={"marker": {"opacity": 0}},
        unselected=seen,
    )


def _told(row: dict[Any, Any], field: str, look: Look) -> str:
    """One stream or cell in words."""
    t = translator(look.language)
    before, after = (_name(field, row[f"label_{side}"], look) for side in ("before", "after"))
    lines = [
        f"<b>{before} → {after}</b>",
        t("Customers: {n}").format(n=words.count(row["customers"], look.language)),
        t("Revenue before: {money}").format(money=_money(row["revenue_before"], look)),
        t("Revenue now: {money}").format(money=_money(row["revenue"], look)),
    ]
    if row["came_back"]:
        lines.append(t("of them away in between: {n}").format(n=words.count(row["came_back"], look.language)))
    return "<br>".join(lines)


def _money(value: float, look: Look) -> str:
    return words.exact_money(value, look.currency, look.language)


def _number(value: float, measure: Measure, look: Look) -> str:
    if measure == "customers":
        return words.count(value, look.language)
    return words.short_money(value, look.currency, look.language)


def _name(field: str, code: Label, look: Look) -> str:
    return labels.named(field, code, translator(look.language), look.lost_returned, short=True)


def _tick(field: str, code: Label, look: Look) -> str:
    return f'{_name(field, code, look)} <span style="color:{theme.colour(field, code, look)}">■</span>'


def _code(value: object) -> Label:
    return value if isinstance(value, str) else None


def _coded(cells: pd.DataFrame) -> list[dict[Any, Any]]:
    rows = cells.to_dict("records")
    return [row | {side: _code(row[side]) for side in ("label_before", "label_after")} for row in rows]


def _is_idle(row: dict[Any, Any], field: str) -> bool:
    return row["direction"] == "stayed" and row["label_before"] in IDLE[field]
