"""Who came back after being silent for how long: the cut-off for "lost" and those beside it."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import translator

Part = dict[Any, Any]


@remembered
def cut_offs(found: pd.DataFrame, at_most: float, suggested: float | None, look: Look) -> Drawn | None:
    """The frame of queries.lost_returns.cut_offs: the share that came back beyond each cut-off with its interval, the
    line that it should stay under (`at_most`), the present cut-off and the suggested one marked.

    Cut-offs with too few customers are grey and have no point. None without any row.
    """
    if found.empty:
        return None
    t = translator(look.language)
    rows: list[Part] = found.to_dict("records")
    highest = max([row["high"] for row in rows if row["is_enough"]], default=at_most)
    top = min(1.0, max(highest, at_most) * 1.18 + 0.04)
    holds = any(row["is_present"] and row["is_enough"] and row["share"] <= at_most for row in rows)
    silent = t("Silent for more than so many usual gaps; below, how many customers").replace("; ", ";<br>")
    layout = {
        "hovermode": "closest",
        "xaxis": {"range": [-0.5, len(rows) - 0.5], "tickangle": 0,
                  "tickvals": list(range(len(rows))), "ticktext": [_named(row, look) for row in rows],
                  "title": {"text": silent}},
        "yaxis": {"range": [0, top], "tickformat": ",.0%", "nticks": 5},
        "shapes": [_limit(at_most, look), *_marks(rows, suggested, look)],
        "annotations": [
            _limit_in_words(at_most, look),
            *(_mark_in_words(place, row, suggested, holds, look) for place, row in enumerate(rows)
              if row["is_present"] or row["overdue_over"] == suggested),
            *(_too_few(place, look) for place, row in enumerate(rows) if not row["is_enough"]),
        ],
        "margin": {"t": 44, "r": 30},
    }  # fmt: skip
    return figure([_points(rows, look)], layout, look, height=360, legend=False)


def _points(rows: list[Part], look: Look) -> go.Scatter:
    shown = [row["share"] if row["is_enough"] else None for row in rows]
    colour = theme.colour("stage", "lost", look)
    return go.Scatter(
        x=list(range(len(rows))),
        y=shown,
        mode="lines+markers+text",
        text=["" if share is None else f"<b>{words.share(share, look.language)}</b>" for share in shown],
        textposition="top right",
        textfont={"size": 12, "color": theme.ink("text", look)},
        cliponaxis=False,
        line={"color": theme.fade(colour, 0.45), "width": 1.5, "dash": "dot"},
        marker={"size": 11, "color": colour},
        error_y={
            "type": "data", "symmetric": False, "array": [row["high"] - row["share"] for row in rows],
            "arrayminus": [row["share"] - row["low"] for row in rows], "color": colour, "thickness": 2.5, "width": 0,
        },
        hovertext=[_hover(row, look) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _named(row: Part, look: Look) -> str:
    cut = f"{row['overdue_over']:g}"
    name = f"<b>{cut}</b>" if row["is_present"] else cut
    return f"{name}<br><span style='font-size:11px'>{words.count(row['customers'], look.language)}</span>"


def _hover(row: Part, look: Look) -> str:
    t = translator(look.language)
    parts = [
        t("<b>Over {n} usual gaps</b>").format(n=f"{row['overdue_over']:g}"),
        t("{k} of {n} came back: {share}").format(
            k=words.count(row["returned"], look.language), n=words.count(row["customers"], look.language),
            share=words.share(row["share"], look.language, 1),
        ),
        t("95% interval: {low} to {high}").format(
            low=words.share(row["low"], look.language, 1), high=words.share(row["high"], look.language, 1)
        ),
    ]  # fmt: skip
    if row["is_half_or_double"]:
        parts.append(t("half or double the present cut-off"))
    return "<br>".join(parts)


def _limit(at_most: float, look: Look) -> Part:
    line = {"color": theme.ink("muted", look), "width": 1.3, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at_most, "y1": at_most, "line": line}


def _limit_in_words(at_most: float, look: Look) -> Part:
    t = translator(look.language)
    text = t("at most {share} should come back").format(share=words.share(at_most, look.language))
    return {
        "xref": "paper", "x": 0, "xanchor": "left", "y": at_most, "yanchor": "bottom", "showarrow": False,
        "text": text, "font": {"size": 11, "color": theme.ink("muted", look)},
    }  # fmt: skip


def _marks(rows: list[Part], suggested: float | None, look: Look) -> list[Part]:
    """A band behind the present cut-off, and one behind the suggested where it is another."""
    marked = [(place, row) for place, row in enumerate(rows) if row["is_present"] or row["overdue_over"] == suggested]
    return [
        {
            "type": "rect", "x0": place - 0.42, "x1": place + 0.42, "yref": "paper", "y0": 0, "y1": 1,
            "layer": "below", "line": {"width": 0},
            "fillcolor": theme.fade(theme.ink("accent" if row["is_present"] else "good", look), 0.1),
        }
        for place, row in marked
    ]  # fmt: skip


def _mark_in_words(place: int, row: Part, suggested: float | None, present_holds: bool, look: Look) -> Part:
    t = translator(look.language)
    fits = row["overdue_over"] == suggested
    text = (
        t("now; fits")
        if row["is_present"] and fits
        else t("now")
        if row["is_present"]
        else t("fits too")
        if present_holds
        else t("would fit")
    )
    return {
        "x": place, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "text": f"<b>{text}</b>",
        "font": {"size": 12, "color": theme.ink("accent" if row["is_present"] else "good", look)},
    }  # fmt: skip


def _too_few(place: int, look: Look) -> Part:
    t = translator(look.language)
    return {
        "x": place, "y": 0, "yanchor": "bottom", "showarrow": False, "textangle": -90, "yshift": 4,
        "text": t("too few to say"), "bgcolor": theme.ink("card", look),
        "font": {"size": 11, "color": theme.ink("muted", look)},
    }  # fmt: skip
