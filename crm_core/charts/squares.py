"""Squares that stand two by two, as the loyalty quadrants and the diamond do, with what is written in each."""

from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from crm_core.charts import theme
from crm_core.charts.theme import Look

HEIGHT, WIDTH = 0.95, 0.96  # of a square; the next begins at 1
Place = tuple[float, float]  # of a square: the middle of its lower edge
Line = tuple[int, int, str, str]  # pixels above the middle of the square, pixels of the type, ink, text


def squares(
    places: Sequence[Place], colours: Sequence[str], fills: Sequence[str], edges: float | Sequence[float],
    codes: Sequence[str], hovers: Sequence[str],
) -> go.Bar:  # fmt: skip
    """One square per place; customdata: (code,). colours are of the edges, `edges` their widths in pixels."""
    return go.Bar(
        x=[x for x, _ in places],
        base=[y for _, y in places],
        y=[HEIGHT] * len(places),
        width=WIDTH,
        marker={"color": list(fills), "line": {"color": list(colours), "width": edges}, "cornerradius": 8},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[(code,) for code in codes],
        hovertext=list(hovers),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def written(place: Place, lines: Iterable[Line], look: Look) -> list[dict[str, Any]]:
    """The annotations of one square."""
    x, y = place
    return [
        {
            "x": x, "y": y + HEIGHT / 2, "yshift": up, "showarrow": False, "text": text,
            "font": {"size": size, "color": theme.ink(ink, look)},
        }
        for up, size, ink, text in lines
    ]  # fmt: skip
