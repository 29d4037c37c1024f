"""The diamond model as two by two: attitude down, concentration across."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.squares import squares, written
from crm_core.charts.theme import Look
from crm_core.locale import translator

PLACES: dict[str, tuple[int, int]] = {"loyalist": (0, 1), "variety": (1, 1), "habitual": (0, 0), "switcher": (1, 0)}


@remembered
def diamond(
    frame: pd.DataFrame, names: Mapping[str, str], meanings: Mapping[str, str], share: str, look: Look
) -> Drawn | None:
    """The frame of queries.loyalty_types.groups for the diamond; customdata of a field: (label,).

    names, meanings: by label, translated; share: the line of concentration, written. None where nobody has a place.
    """
    placed = frame[frame["label"].isin(list(PLACES))]
    if placed.empty:
        return None
    found = {str(row["label"]): row for row in placed.to_dict("records")}
    nobody = {"customers": 0, "revenue": 0.0, "customer_share": 0.0, "revenue_share": 0.0}
    rows: dict[str, dict[Any, Any]] = {label: found.get(label) or dict(nobody) for label in PLACES}
    t = translator(look.language)
    layout = {
        "annotations": [note for label, row in rows.items() for note in _words(label, row, names[label], look)],
        "margin": {"t": 30},
        "xaxis": {
            "side": "top", "tickvals": [0, 1], "range": [-0.5, 1.5],
            "ticktext": [
                t("{share} or more on one").format(share=share), t("Spread over several"),
            ],
        },
        "yaxis": {
            "tickvals": [0.475, 1.475], "ticktext": [t("Does not like us"), t("Likes us")], "tickangle": -90,
            "showgrid": False, "range": [-0.04, 1.99],
        },
    }  # fmt: skip
    return figure([_boxes(rows, names, meanings, look)], layout, look, height=330, legend=False)


def _boxes(
    rows: dict[str, dict[Any, Any]], names: Mapping[str, str], meanings: Mapping[str, str], look: Look
) -> go.Bar:
    colours = [theme.colour("diamond", label, look) for label in rows]
    fills = [theme.fade(colour, 0.22) for colour in colours]
    hovers = [_hover(names[label], meanings[label], row, look) for label, row in rows.items()]
    return squares([PLACES[label] for label in rows], colours, fills, 0.8, list(rows), hovers)


def _hover(name: str, meaning: str, row: dict[Any, Any], look: Look) -> str:
    t = translator(look.language)
    money = words.exact_money(row["revenue"], look.currency, look.language)
    return "<br>".join(
        (
            f"<b>{escape(name)}</b>",
            escape(meaning),
            t("Customers: {n} ({share})").format(
                n=words.count(row["customers"], look.language), share=_share(row["customer_share"], look)
            ),
            t("Revenue: {money} ({share})").format(money=money, share=_share(row["revenue_share"], look)),
        )
    )


def _words(label: str, row: dict[Any, Any], name: str, look: Look) -> list[dict[str, Any]]:
    money = words.short_money(row["revenue"], look.currency, look.language)
    lines = (
        (34, 13, "text", f"<b>{escape(name)}</b>"),
        (4, 24, "text", f"<b>{words.count(row['customers'], look.language)}</b>"),
        (-26, 12, "text", f"{money} · {_share(row['revenue_share'], look)}"),
    )
    return written(PLACES[label], lines, look)


def _share(value: float, look: Look) -> str:
    return words.NOTHING if pd.isna(value) else words.share(value, look.language)
