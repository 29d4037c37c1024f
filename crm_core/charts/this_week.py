"""Money at stake by reason for a call."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.call_reasons import NAMES
from crm_core.charts import theme
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import translator


@remembered
def by_reason(sums: pd.DataFrame, look: Look) -> Drawn | None:
    """One bar a reason, the most money first; customdata is the reason. None without any call.

    sums: reason, calls, money (as queries.this_week.sums gives them, any number of rows a reason).
    """
    rows = sums.groupby("reason", as_index=False)[["calls", "money"]].sum().sort_values("money", ascending=False)
    if rows.empty:
        return None
    t = translator(look.language)
    told = rows.to_dict("records")
    names = [t(NAMES[row["reason"]]) for row in told]
    bar = go.Bar(
        orientation="h",
        y=names,
        x=rows["money"].tolist(),
        text=[_beside(row, look) for row in told],
        textposition="outside",
        cliponaxis=False,
        marker={"color": theme.ink("accent", look), "cornerradius": CORNER_RADIUS, "line": {"width": 0}},
        customdata=rows["reason"].tolist(),
        hovertext=[_hover(name, row, look) for name, row in zip(names, told, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.6}},
    )
    layout = {
        "hovermode": "closest",
        "bargap": 0.35,
        "yaxis": {"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
        # Room on the right for the text beside the longest bar.
        "xaxis": {"showgrid": False, "showticklabels": False, "range": [0, 1.4 * float(rows["money"].max())]},
    }
    return figure([bar], layout, look, height=60 + 44 * len(told), legend=False)


def _beside(row: dict[Hashable, Any], look: Look) -> str:
    t = translator(look.language)
    money, n = words.short_money(row["money"], look.currency, look.language), words.count(row["calls"], look.language)
    # Two lines: on a phone there is no room for one.
    return f"{money}<br>" + t("{n} call" if n == "1" else "{n} calls").format(n=n)


def _hover(name: str, row: dict[Hashable, Any], look: Look) -> str:
    t = translator(look.language)
    money = words.exact_money(row["money"], look.currency, look.language)
    lines = (
        f"<b>{name}</b>",
        t("Calls: {n}").format(n=words.count(row["calls"], look.language)),
        t("At stake a year: {money}").format(money=money),
    )
    return "<br>".join(lines)
