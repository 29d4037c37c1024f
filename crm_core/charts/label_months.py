"""Stacked bars by month: how many customers carried each label, or what they brought."""

from collections.abc import Mapping
from html import escape
from math import floor, log10
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import translator

NUMBERS = ["customers", "customer_share", "revenue", "revenue_share"]
Measure = Literal["customers", "revenue"]


@remembered
def by_month(
    frame: pd.DataFrame, field: str, names: Mapping[str, str], measure: Measure, look: Look, height: int = 320
) -> Drawn | None:
    """The frame of queries.label_months.by_month as one stack a month, in the order of `names` (label → name shown).

    customdata of a bar: (label, "2025-11"). Months that are warming up are hatched. None without any row.
    """
    if frame.empty:
        return None
    by_label = dict(tuple(frame.groupby("label")))
    bars = [
        _bars(by_label[label], field, label, name, measure, look) for label, name in names.items() if label in by_label
    ]
    months = list(frame["month"].drop_duplicates().dt.date)
    layout = {
        "barmode": "stack", "hovermode": "closest",
        "xaxis": theme.month_axis(months, look), "yaxis": _scale(frame, measure, look),
    }  # fmt: skip
    return figure(bars, layout, look, height=height, legend=False)


def _bars(rows: pd.DataFrame, field: str, label: str, name: str, measure: Measure, look: Look) -> go.Bar:
    t = translator(look.language)
    notes = rows["warming_up"].map({True: f"<br><i>{t('history too short: read with care')}</i>", False: ""})
    data = rows.assign(id=rows["month"].dt.strftime("%Y-%m"), note=notes)
    return go.Bar(
        name=name,
        x=rows["month"].dt.strftime("%Y-%m-%d").tolist(),
        y=rows[measure].to_numpy(),
        marker={
            "color": theme.colour(field, label, look),
            "pattern": theme.hatch(rows["warming_up"].tolist(), look),
            "line": {"width": 0},
            "cornerradius": CORNER_RADIUS,
        },
        customdata=data[["label", "id", *NUMBERS, "note"]].to_numpy(),
        hovertemplate=_hover(name, look),
    )


def _hover(name: str, look: Look) -> str:
    """Numbers are written by the browser: a page has hundreds of bars."""
    t = translator(look.language)
    month = "%{x|%b %Y}" if look.language == "en" else "%{x|%Y年%-m月}"
    money = words.exact_money(0, look.currency, look.language).replace("0.00", "%{customdata[4]:,.2f}")
    lines = (
        f"<b>{escape(name)}</b> · {month}",
        t("Customers: {n} ({share})").format(n="%{customdata[2]:,d}", share="%{customdata[3]:.1%}"),
        t("Revenue: {money} ({share})").format(money=money, share="%{customdata[5]:.1%}"),
    )
    return "<br>".join(lines) + "%{customdata[6]}<extra></extra>"


def _scale(rows: pd.DataFrame, measure: Measure, look: Look) -> dict[str, Any]:
    if measure == "customers":
        return {"tickformat": ",d", "rangemode": "tozero", "nticks": 5}
    highest = float(rows.groupby("month")["revenue"].sum().max())
    return {"rangemode": "tozero", **money_ticks(highest, look)}


def money_ticks(highest: float, look: Look) -> dict[str, Any]:
    """Axis arguments with about four round amounts up to `highest`, as the reader's language shortens them."""
    if highest <= 0:
        return {}
    power = 10.0 ** floor(log10(highest / 4))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= highest / 4)
    ticks = [step * i for i in range(int(highest // step) + 1)]
    texts = [words.short_money(tick, look.currency, look.language) for tick in ticks]
    return {"tickmode": "array", "tickvals": ticks, "ticktext": texts}
