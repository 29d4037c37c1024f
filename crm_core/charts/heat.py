"""The cells of a heat table, each with a text that can be read on its colour."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from crm_core.charts import theme
from crm_core.charts.colours import between, ink_on
from crm_core.charts.theme import Look

Grid = Sequence[Sequence[float | None]]  # rows of values; None is an empty cell
Texts = Sequence[Sequence[str]]


def cells(z: Grid, texts: Texts, most: float, look: Look, **settings: Any) -> tuple[go.Heatmap, list[go.Heatmap]]:
    """The coloured cells from nothing to `most`, and their texts: a trace an ink, as Plotly has one ink a trace.

    Its own choice, grey or white, cannot be read on the blues in the middle. In a figure the texts follow the cells.
    settings: x, y, gaps and textfont as go.Heatmap has them.
    """
    scale = theme.scale(look)
    font = settings.pop("textfont", {})
    same = {"zmin": 0, "zmax": most, "colorscale": scale, "showscale": False, "hoverinfo": "skip", "hoverongaps": False}
    inks = [[_ink(value, text, most, scale) for value, text in zip(*both, strict=True)]
            for both in zip(z, texts, strict=True)]  # fmt: skip
    written = [
        go.Heatmap(
            z=_only(z, inks, ink, None), text=_only(texts, inks, ink, ""), texttemplate="%{text}",
            textfont=font | {"color": ink}, **same, **settings,
        )
        for ink in sorted({ink for line in inks for ink in line if ink})
    ]  # fmt: skip
    return go.Heatmap(z=z, text=texts, **same, **settings), written


def _ink(value: float | None, text: str, most: float, scale: list[list[Any]]) -> str | None:
    return ink_on(between(scale, value / most)) if text and value is not None else None


def _only(grid: Sequence[Sequence[Any]], inks: Sequence[Sequence[str | None]], ink: str, else_: Any) -> list[list[Any]]:
    """The grid with what is written in another ink left out: Plotly writes the texts of empty cells too."""
    lines = zip(grid, inks, strict=True)
    return [[value if own == ink else else_ for value, own in zip(*line, strict=True)] for line in lines]
