"""What is expected of whom, how likely a purchase is, and how the forecast of a year ago turned out."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core import words
from crm_core.charts import theme
from crm_core.charts.figure import CORNER_RADIUS, Drawn, figure, remembered
from crm_core.charts.label_months import money_ticks
from crm_core.charts.theme import Look
from crm_core.locale import translator


@remembered
def by_tier(found: pd.DataFrame, names: Mapping[str | None, str], months: int, look: Look) -> Drawn | None:
    """The frame of queries.forecast.tiers as two bars a tier: what was brought in the window, what is expected.

    names: tier → name shown; customdata of a bar is (tier or "none",). None without any row.
    """
    if found.empty:
        return None
    t = translator(look.language)
    tiers = [tier if isinstance(tier, str) else None for tier in found["tier"]]
    colours = [theme.colour("tier", tier, look) for tier in tiers]
    titles = (t("Last window"), t("Next {n} months").format(n=months))
    hovers = _tier_hovers(found, [names[tier] for tier in tiers], titles, look)
    bars = [
        go.Bar(
            name=title,
            orientation="h",
            y=[escape(names[tier]) for tier in tiers],
            x=found[column].to_numpy(),
            marker={"color": shades, "line": {"width": 0}, "cornerradius": CORNER_RADIUS},
            text=[words.short_money(value, look.currency, look.language) for value in found[column]],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 11, "color": theme.ink("muted", look)},
            customdata=[[tier or "none"] for tier in tiers],
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for title, column, shades in (
            (titles[0], "window_revenue", [theme.fade(colour, 0.35) for colour in colours]),
            (titles[1], "expected_revenue", colours),
        )
    ]
    sums = found[["window_revenue", "expected_revenue"]]
    highest, lowest = float(sums.max().max()), min(0.0, float(sums.min().min()))  # who only gave back is below zero
    # Lying bars, and the window above what is expected: their numbers have room beside them on a phone too.
    layout = {
        "barmode": "group", "bargap": 0.3, "bargroupgap": 0.08, "hovermode": "closest", "uniformtext": {"mode": False},
        "yaxis": {"type": "category", "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
        "xaxis": {"range": [lowest * 1.28, highest * 1.28 or 1], "showgrid": True, "gridcolor": theme.ink("grid", look)}
        | money_ticks(highest, look),
    }  # fmt: skip
    return figure(bars, layout, look, height=340, legend=False)


def _tier_hovers(found: pd.DataFrame, names: Sequence[str], titles: tuple[str, str], look: Look) -> list[str]:
    t = translator(look.language)

    def money(value: float) -> str:
        return words.exact_money(value, look.currency, look.language)

    return [
        "<br>".join(
            (
                f"<b>{escape(name)}</b> · "
                + t("customers: {n}").format(n=words.count(row["customers"], look.language)),
                f"{titles[0]}: {money(row['window_revenue'])}",
                f"{titles[1]}: {money(row['expected_revenue'])}",
                t("Expected purchase days: {n}").format(n=words.count(row["expected_purchases"], look.language)),
            )
        )
        for name, row in zip(names, found.to_dict("records"), strict=True)
    ]


@remembered
def chances(found: pd.DataFrame, names: Mapping[str, str], look: Look) -> Drawn | None:
    """The frame of queries.forecast.chances: customers by chance of a purchase in tenths, stacked by stage in the order
    of `names` (stage → name shown). None without any row."""
    if found.empty:
        return None
    t = translator(look.language)
    line = t("customers: {n}").format(n="%{y:,d}")
    bars = []
    for stage, name in names.items():
        rows = found[found["stage"] == stage]
        if rows.empty:
            continue
        bars.append(
            go.Bar(
                name=name,
                x=(10 * rows["chance_tenth"] + 5).to_numpy(),
                y=rows["customers"].to_numpy(),
                width=8.8,
                marker={"color": theme.colour("stage", stage, look), "line": {"width": 0}},
                customdata=[f"{10 * tenth}–{10 * tenth + 10}%" for tenth in rows["chance_tenth"]],
                hovertemplate=f"<b>{escape(name)}</b> · %{{customdata}}<br>{line}<extra></extra>",
            )
        )
    title = t("Chance of a purchase, %")
    layout = {
        "barmode": "stack", "hovermode": "closest",
        "xaxis": {"range": [-1, 101], "tickvals": [0, 25, 50, 75, 100], "title": {"text": title}},
        "yaxis": {"tickformat": ",d", "rangemode": "tozero", "nticks": 5},
    }  # fmt: skip
    return figure(bars, layout, look, height=300, legend=False)


@remembered
def calibration(found: pd.DataFrame, warming_up: bool, look: Look) -> Drawn | None:
    """The frame of queries.forecast.calibration: per group of like predictions, the purchase days a customer that were
    expected and those that came, and a mark for the pace of the year before. Groups too small have no bars.

    None if no group is large enough.
    """
    if found.empty or not found["is_enough"].any():
        return None
    t = translator(look.language)
    rows = found.to_dict("records")
    groups = [str(row["prediction_group"]) for row in rows]
    hovers = [_group_hover(row, look) for row in rows]
    traces: list[Any] = [
        go.Bar(
            name=name,
            x=groups,
            y=[row[column] if row["is_enough"] else None for row in rows],
            marker={
                "color": theme.ink(ink, look), "line": {"width": 0}, "cornerradius": CORNER_RADIUS,
                "pattern": theme.hatch([warming_up] * len(rows), look),
            },
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for name, column, ink in (
            (t("Expected"), "expected_purchases", "line"),
            (t("What came"), "purchases", "accent"),
        )
    ]  # fmt: skip
    traces.append(
        go.Scatter(
            name=t("Pace of the year before"),
            x=groups,
            y=[row["naive_purchases"] if row["is_enough"] else None for row in rows],
            mode="markers",
            marker={"symbol": "line-ew", "size": 18, "line": {"width": 2, "color": theme.ink("bad", look)}},
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    layout = {
        "barmode": "group", "bargap": 0.25, "bargroupgap": 0.05, "hovermode": "closest",
        "xaxis": {"type": "category", "categoryarray": groups, "categoryorder": "array",
                  "title": {"text": t("Customers in groups, the least expected first")}},
        "yaxis": {"rangemode": "tozero", "nticks": 5},
        "annotations": [_too_few(place, row, look) for place, row in enumerate(rows) if not row["is_enough"]],
    }  # fmt: skip
    return figure(traces, layout, look, height=340, legend=True)


def _group_hover(row: dict[Any, Any], look: Look) -> str:
    t = translator(look.language)

    def days(value: float) -> str:
        return words.decimal(value, look.language, 2)

    parts = (
        t("Group {group}").format(group=row["prediction_group"]),
        t("customers: {n}").format(n=words.count(row["customers"], look.language)),
        t("Purchase days each: {expected} expected, {came} came").format(
            expected=days(row["expected_purchases"]), came=days(row["purchases"])
        ),
        t("At the pace of the year before: {days}").format(days=days(row["naive_purchases"])),
        t("Revenue each: {expected} expected, {came} came").format(
            expected=words.exact_money(row["expected_revenue"], look.currency, look.language),
            came=words.exact_money(row["revenue"], look.currency, look.language),
        ),
    )
    return f"<b>{parts[0]}</b> · " + "<br>".join(parts[1:])


def _too_few(place: int, row: dict[Any, Any], look: Look) -> dict[str, Any]:
    """A note at the place of a group: Plotly takes a text of digits for a place, too, not for the group's name."""
    t = translator(look.language)
    return {
        "x": place, "y": 0, "yanchor": "bottom", "showarrow": False, "textangle": -90,
        "text": t("too few to say ({n})").format(n=words.count(row["customers"], look.language)),
        "font": {"size": 11, "color": theme.ink("muted", look)},
    }  # fmt: skip
