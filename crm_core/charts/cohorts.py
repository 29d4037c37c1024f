"""Cohorts as a heat table: who bought again k periods after the first purchase, and what they brought."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import heat, theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import _, translator
from crm_core.queries.cohorts import Grain

Measure = Literal["retention", "revenue_per_customer"]
AFTER: dict[Grain, str] = {
    "month": _("Months after the month of the first purchase"),
    "quarter": _("Quarters after the quarter of the first purchase"),
    "year": _("Years after the year of the first purchase"),
}
RUNNING, FIRST_SEEN = "*", "°"  # marks in the table; the page says what they mean
MOST_WRITTEN, MOST_WITH_UNIT = 26, 14  # columns: of more, the cells are not written, or without %


def period_name(start: date, grain: Grain, language: str) -> str:
    """A period by its first day: Mar 2025, Q1 2025, 2025."""
    t = translator(language)
    if grain == "month":
        return words.month(start, language)
    if grain == "quarter":
        return t("Q{quarter} {year}").format(quarter=(start.month + 2) // 3, year=start.year)
    return t("{year} (year)").format(year=start.year) if language != "en" else str(start.year)


def fits_from(cells: pd.DataFrame) -> int:
    """The width in pixels from which on the cells of a heat table can be read."""
    columns = int(cells["k"].max()) + 1
    return 110 + (34 if columns <= MOST_WRITTEN else 16) * columns


@remembered
def heat_table(cells: pd.DataFrame, measure: Measure, grain: Grain, look: Look) -> Drawn:
    """Cohorts down, the oldest first; periods since the first purchase across. customdata of a cell: (cohort, k).

    cells: as queries.cohorts.cells gives them, with a cohort at least. What is not observed is empty.
    """
    t = translator(look.language)
    cohorts, columns = sorted(set(cells["cohort"])), int(cells["k"].max()) + 1
    rows = cells.to_dict("records")
    places = {cohort: place for place, cohort in enumerate(cohorts)}
    names = [_row_name(row, grain, look) for row in rows if row["k"] == 0]
    step = 1 if columns <= MOST_WITH_UNIT else 2 if columns <= MOST_WRITTEN else 6
    layout = {
        "xaxis": {
            "tickvals": list(range(0, columns, step)), "side": "top", "range": [-0.5, columns - 0.5], "ticks": "",
            "title": {"text": t(AFTER[grain])}, "tickformat": "d",
        },
        "yaxis": {
            "tickvals": list(range(len(cohorts))), "ticktext": names, "range": [len(cohorts) - 0.5, -0.5],
            "showgrid": False, "ticks": "", "ticklabelstandoff": 6,
        },
        "hovermode": "closest", "hoverdistance": -1,
    }  # fmt: skip
    ground, written = _heat(rows, places, columns, measure, look)
    traces = [ground, _touch(rows, places, measure, grain, look), *written]
    return figure(traces, layout, look, height=90 + (30 if len(cohorts) <= 14 else 22) * len(cohorts), legend=False)


def _row_name(row: Mapping[Any, Any], grain: Grain, look: Look) -> str:
    mark = FIRST_SEEN if row["is_first_seen"] else ""
    grey, n = theme.ink("muted", look), words.count(row["size"], look.language)
    return f'{period_name(row["cohort"], grain, look.language)}{mark}  <span style="color:{grey}">n {n}</span>'


def _heat(
    rows: list[dict[Any, Any]], places: Mapping[date, int], columns: int, measure: Measure, look: Look
) -> tuple[go.Heatmap, list[go.Heatmap]]:
    values: list[list[float | None]] = [[None] * columns for _row in places]
    texts = [[""] * columns for _row in places]
    for row in rows:
        place = places[row["cohort"]]
        values[place][row["k"]] = row[measure]
        if columns <= MOST_WRITTEN and (row["k"] or measure != "retention"):
            texts[place][row["k"]] = _cell(row, measure, columns, look)
    # Everybody bought in the first period, so it says nothing of how many stay; nor may old customers pale the new.
    telling = [row for row in rows if row["k"] > 0 or measure != "retention"]
    coloured = [row[measure] for row in telling if not row["is_first_seen"]] or [row[measure] for row in telling]
    shown = [[None if measure == "retention" and k == 0 else value for k, value in enumerate(line)] for line in values]
    return heat.cells(shown, texts, max([*coloured, 1e-9]), look, textfont={"size": 11}, xgap=2, ygap=2)


def _cell(row: Mapping[Any, Any], measure: Measure, columns: int, look: Look) -> str:
    mark = RUNNING if row["is_running"] else ""
    if measure == "retention":
        return f"{100 * row['retention']:.0f}{'%' if columns <= MOST_WITH_UNIT else ''}{mark}"
    return f"{words.short_money(round(row['revenue_per_customer']), '', look.language)}{mark}"


def _touch(
    rows: list[dict[Any, Any]], places: Mapping[date, int], measure: Measure, grain: Grain, look: Look
) -> go.Scatter:
    """An invisible point on every observed cell, because heat maps cannot be clicked; 100 % is written here."""
    everybody = [row["k"] == 0 and measure == "retention" for row in rows]
    return go.Scatter(
        x=[row["k"] for row in rows],
        y=[places[row["cohort"]] for row in rows],
        mode="markers+text",
        text=[_everybody(row) if is_all else "" for row, is_all in zip(rows, everybody, strict=True)],
        textfont={"size": 11, "color": theme.ink("muted", look)},
        marker={"size": 20, "opacity": 0, "symbol": "square"},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}, "textfont": {"color": theme.ink("muted", look)}},
        customdata=told(rows, grain, look),
        hovertemplate=hover(grain, look),
    )


def _everybody(row: Mapping[Any, Any]) -> str:
    return f"100%{RUNNING if row['is_running'] else ''}"


def told(rows: list[dict[Any, Any]], grain: Grain, look: Look) -> list[list[Any]]:
    """What hover says of each cell; cohort and k first. The browser writes the numbers: there may be thousands."""
    t = translator(look.language)
    names = {cohort: period_name(cohort, grain, look.language) for cohort in {row["cohort"] for row in rows}}
    running = "<br>" + t("not over yet: these numbers still grow")
    first_seen = "<br>" + t("first seen: may have bought before the data begin")
    return [
        [
            row["cohort"].isoformat(), row["k"], names[row["cohort"]], row["customers"], row["size"], row["retention"],
            row["revenue_per_customer"],
            (running if row["is_running"] else "") + (first_seen if row["is_first_seen"] else ""),
        ]
        for row in rows
    ]  # fmt: skip


def hover(grain: Grain, look: Look) -> str:
    """A cell in words, with its exact numbers: a template over what told gives."""
    t = translator(look.language)
    title = {
        "month": t("{cohort}, {k} months after"),
        "quarter": t("{cohort}, {k} quarters after"),
        "year": t("{cohort}, {k} years after"),
    }[grain].format(cohort="%{customdata[2]}", k="%{customdata[1]}")
    bought = t("{n} of {size} customers bought ({share})").format(
        n="%{customdata[3]:,d}", size="%{customdata[4]:,d}", share="%{customdata[5]:.1%}"
    )
    money = words.exact_money(0, look.currency, look.language).replace("0.00", "%{customdata[6]:,.2f}")
    brought = t("{money} per customer up to then").format(money=money)
    return f"<b>{title}</b><br>{bought}<br>{brought}%{{customdata[7]}}<extra></extra>"
