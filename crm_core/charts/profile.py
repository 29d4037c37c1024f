"""One customer over time: what was bought and given back, and the labels of each month below it."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from crm_core import words
from crm_core.charts.label_months import money_ticks
from crm_core.charts.theme import Look, apply, colour, hatch, ink, month_axis
from crm_core.labels import find
from crm_core.locale import translator

DAY = 86_400_000  # milliseconds, as Plotly measures the width of a bar on a date axis
BAND = 0.7
FIELDS = ("stage", "quadrant", "tier")  # from the bottom up


def over_time(events: pd.DataFrame, labels: pd.DataFrame, names: Mapping[str, str], look: Look) -> go.Figure | None:
    """Stems of purchases and refunds by day, and a band of months for each label; `names`: field → name shown."""
    if labels.empty:
        return None
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.04)
    for is_refund in (False, True):
        rows = events[events["is_refund"] == is_refund]
        if not rows.empty:
            _stems(figure, rows, is_refund, look)
    for place, field in enumerate(FIELDS):
        figure.add_trace(_band(labels, field, place, look), row=2, col=1)
    apply(figure, look, height=400, legend=False)
    months = [month.date() for month in labels["month"]]
    figure.update_xaxes(**month_axis(months, look), range=_range(events, labels))
    figure.update_xaxes(showticklabels=False, row=1, col=1)
    figure.update_yaxes(row=1, col=1, zeroline=True, zerolinecolor=ink("line", look), **_scale(events, look))
    figure.update_yaxes(
        row=2, col=1, tickvals=list(range(len(FIELDS))), ticktext=[names[field] for field in FIELDS], showgrid=False,
        range=[-0.5, len(FIELDS) - 0.5],
    )  # fmt: skip
    figure.update_layout(hovermode="closest", barmode="overlay", bargap=0)
    return figure.update_traces(marker_cornerradius=0, selector={"type": "bar"})


def _range(events: pd.DataFrame, labels: pd.DataFrame) -> list[str]:
    """From the first thing known to the end of the newest month."""
    first = min([labels["month"].min(), *events["day"]])
    last = labels["month"].max() + pd.Timedelta(days=int(labels["month_days"].iloc[-1]))
    return [first.isoformat(), last.isoformat()]


def _scale(events: pd.DataFrame, look: Look) -> dict[str, object]:
    highest = float(events["amount"].max()) if len(events) else 0.0
    return money_ticks(highest, look) if highest > 0 else {"showticklabels": False}


def _stems(figure: go.Figure, rows: pd.DataFrame, is_refund: bool, look: Look) -> None:
    ink_name = "bad" if is_refund else "accent"
    days = [day.isoformat() for day in rows["day"]]
    figure.add_scatter(
        x=[x for day in days for x in (day, day, None)],
        y=[y for amount in rows["amount"] for y in (0, amount, None)],
        mode="lines",
        line={"width": 1.4, "color": ink(ink_name, look)},
        hoverinfo="skip",
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=days,
        y=rows["amount"].tolist(),
        mode="markers",
        marker={"size": 7, "color": ink(ink_name, look), "line": {"width": 1, "color": ink("card", look)}},
        hovertext=[
            _event_text(*row, look=look) for row in zip(rows["day"], rows["orders"], rows["amount"], strict=True)
        ],
        hoverinfo="text",
        row=1,
        col=1,
    )


def _event_text(day: pd.Timestamp, orders: int, amount: float, look: Look) -> str:
    t = translator(look.language)
    money = words.exact_money(amount, look.currency, look.language)
    bought = t("Purchase {money}") if orders == 1 else t("{n} orders, {money}")
    said = t("Refund {money}") if amount < 0 else bought
    head = f"<b>{words.day(day.date(), look.language)}</b>"
    return f"{head}<br>{said.format(money=money, n=words.count(orders, look.language))}"


def _band(labels: pd.DataFrame, field: str, place: int, look: Look) -> go.Bar:
    codes = [code if isinstance(code, str) else None for code in labels[field]]
    return go.Bar(
        x=[month.isoformat() for month in labels["month"]],
        y=[BAND] * len(labels),
        base=[place - BAND / 2] * len(labels),
        width=[int(days) * DAY for days in labels["month_days"]],
        offset=0,
        marker={
            "color": [colour(field, code, look) for code in codes],
            "pattern": hatch(labels["warming_up"].tolist(), look),
            "line": {"width": 0.5, "color": ink("card", look)},
        },
        hovertext=[
            _label_text(month.date(), field, code, bool(warming), look)
            for month, code, warming in zip(labels["month"], codes, labels["warming_up"], strict=True)
        ],
        hoverinfo="text",
    )


def _label_text(month: date, field: str, code: str | None, warming_up: bool, look: Look) -> str:
    t = translator(look.language)
    lines = [f"<b>{words.month(month, look.language)}</b>", t(find(field, code).name)]
    if warming_up:
        lines.append(f"<i>{t('history too short: read with care')}</i>")
    return "<br>".join(lines)
