"""One customer over time: what was bought and given back, and the labels of each month below it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.label_months import money_ticks
from crm_core.charts.theme import Look, axis, colour, hatch, ink, month_axis
from crm_core.labels import find
from crm_core.locale import translator

DAY = 86_400_000  # milliseconds, as Plotly measures the width of a bar on a date axis
BAND = 0.7
FIELDS = ("stage", "quadrant", "tier")  # from the bottom up


@remembered
def over_time(events: pd.DataFrame, labels: pd.DataFrame, names: Mapping[str, str], look: Look) -> Drawn | None:
    """Stems of purchases and refunds by day, and a band of months for each label; `names`: field → name shown."""
    if labels.empty:
        return None
    traces: list[go.Scatter | go.Bar] = []
    for is_refund in (False, True):
        rows = events[events["is_refund"] == is_refund]
        if not rows.empty:
            traces += [_stems(rows, is_refund, look), _points(rows, is_refund, look)]
    traces += [_band(labels, field, place, look) for place, field in enumerate(FIELDS)]
    layout = {
        "hovermode": "closest",
        "barmode": "overlay",
        "xaxis": month_axis([month.date() for month in labels["month"]], look)
        | {"anchor": "y2", "range": _range(events, labels)},
        "yaxis": {"domain": [0.45, 1], "zeroline": True, "zerolinecolor": ink("line", look)} | _scale(events, look),
        "yaxis2": axis(look, has_grid=False) | {
            "domain": [0, 0.4], "tickvals": list(range(len(FIELDS))), "ticktext": [f"{names[f]}  " for f in FIELDS],
            "range": [-0.5, len(FIELDS) - 0.5],
        },
    }  # fmt: skip
    return figure(traces, layout, look, height=400, legend=False)


def _range(events: pd.DataFrame, labels: pd.DataFrame) -> list[str]:
    """From the first thing known to the end of the newest month."""
    first = min([labels["month"].min(), *events["day"]])
    last = labels["month"].max() + pd.Timedelta(days=int(labels["month_days"].iloc[-1]))
    return [first.isoformat(), last.isoformat()]


def _scale(events: pd.DataFrame, look: Look) -> dict[str, Any]:
    highest = float(events["amount"].max()) if len(events) else 0.0
    return money_ticks(highest, look) if highest > 0 else {"showticklabels": False}


def _stems(rows: pd.DataFrame, is_refund: bool, look: Look) -> go.Scatter:
    return go.Scatter(
        x=[x for day in rows["day"].dt.strftime("%Y-%m-%d") for x in (day, day, None)],
        y=[y for amount in rows["amount"] for y in (0, amount, None)],
        mode="lines",
        line={"width": 1.4, "color": ink("bad" if is_refund else "accent", look)},
        hoverinfo="skip",
    )


def _points(rows: pd.DataFrame, is_refund: bool, look: Look) -> go.Scatter:
    """The ends of the stems. Days and amounts are written by the browser: a customer may have hundreds."""
    t = translator(look.language)
    one = t("Refund") if is_refund else t("Purchase")
    said = [one if is_refund or n == 1 else t("{n} orders").format(n=n) for n in rows["orders"]]
    day = "%{x|%-d %b %Y}" if look.language == "en" else "%{x|%Y年%-m月%-d日}"
    money = words.exact_money(0, look.currency, look.language).replace("0.00", "%{customdata[1]:,.2f}")
    return go.Scatter(
        x=rows["day"].dt.strftime("%Y-%m-%d").tolist(),
        y=rows["amount"].tolist(),
        mode="markers",
        marker={
            "size": 7,
            "color": ink("bad" if is_refund else "accent", look),
            "line": {"width": 1, "color": ink("card", look)},
        },
        customdata=[list(pair) for pair in zip(said, rows["amount"].abs(), strict=True)],
        hovertemplate=f"<b>{day}</b><br>%{{customdata[0]}} {money}<extra></extra>",
    )


def _band(labels: pd.DataFrame, field: str, place: int, look: Look) -> go.Bar:
    codes = [code if isinstance(code, str) else None for code in labels[field]]
    return go.Bar(
        x=labels["month"].dt.strftime("%Y-%m-%d").tolist(),
        y=[BAND] * len(labels),
        yaxis="y2",
        base=[place - BAND / 2] * len(labels),
        width=[int(days) * DAY for days in labels["month_days"]],
        offset=0,
        marker={
            "cornerradius": CORNER_RADIUS,
            "color": [colour(field, code, look) for code in codes],
            "pattern": hatch(labels["warming_up"].tolist(), look),
            "line": {"width": 0.5, "color": ink("card", look)},
        },
        hovertext=[
            _label_text(month.date(), field, code, bool(warming), look)
            for month, code, warming in zip(labels["month"], codes, labels["warming_up"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _label_text(month: date, field: str, code: str | None, warming_up: bool, look: Look) -> str:
    t = translator(look.language)
    lines = [f"<b>{words.month(month, look.language)}</b>", t(find(field, code).name)]
    if warming_up:
        lines.append(f"<i>{t('history too short: read with care')}</i>")
    return "<br>".join(lines)
