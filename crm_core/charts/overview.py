"""The Overview's pictures: tiers by stages as a heat table, revenue by month beside the year before."""

from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from crm_core import labels, words
from crm_core.charts import heat, theme
from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look
from crm_core.locale import _, translator
from crm_core.settings import Settings

Measure = Literal["customers", "revenue"]
TIERS = ("A", "B", "C", "none", "all")
# From the first sight of a customer to the last, as the definitions have them; the sums stand below.
STAGES = (
    "prospect", "refund_only", "acquainted", "reserved", "steady", "solid", "won_back", "wavering", "lost", "all",
)  # fmt: skip
_GAP = 0.12  # between the table and its sums, in cells
_SUM = _("Total")
_WRAP = 46


@remembered
def heat_table(cells: pd.DataFrame, measure: Measure, settings: Settings, look: Look) -> Drawn:
    """Stages down, tiers across, the sums at the edges; customdata of a cell is (tier, stage).

    cells: as crm_core.queries.overview.cells gives them.
    """
    found = {(row["tier"], row["stage"]): row for row in cells.to_dict("records")}
    ground, written = _colours(found, measure, look)
    layout = {
        "xaxis": {
            "tickvals": [_x(tier) for tier in TIERS], "ticktext": [_tick("tier", tier, look) for tier in TIERS],
            "side": "top", "range": [-0.5, 4.5 + _GAP], "ticks": "", "ticklabelstandoff": 6,
        },
        "yaxis": {
            "tickvals": [_y(stage) for stage in STAGES],
            "ticktext": [_tick("stage", stage, look) for stage in STAGES],
            "range": [9.5 + _GAP, -0.5], "showgrid": False, "ticks": "", "ticklabelstandoff": 4,
        },
        # Every place of the table belongs to the cell whose middle is nearest.
        "hovermode": "closest", "hoverdistance": -1, "margin": {"t": 4, "l": 4, "r": 4, "b": 4},
    }  # fmt: skip
    traces = [ground, _touch(found, measure, settings, look), *written]
    return figure(traces, layout, look, height=404, legend=False)


def _x(tier: str) -> float:
    return TIERS.index(tier) + (_GAP if tier == "all" else 0)


def _y(stage: str) -> float:
    return STAGES.index(stage) + (_GAP if stage == "all" else 0)


def _code(text: str) -> str | None:
    return None if text == "none" else text


def _tick(field: str, code: str, look: Look) -> str:
    t = translator(look.language)
    if code == "all":
        return f"<b>{t(_SUM)}</b>"
    name = labels.named(field, _code(code), t, look.lost_returned, short=True)
    square = f'<span style="color:{theme.colour(field, _code(code), look)}">■</span>'
    return f"{square} {name}" if field == "tier" else f"{name} {square}"


def _colours(
    found: dict[tuple[Any, Any], dict[Any, Any]], measure: Measure, look: Look
) -> tuple[go.Heatmap, list[go.Heatmap]]:
    """The coloured cells with their numbers; the sums have no colour."""
    tiers, stages = TIERS[:-1], STAGES[:-1]
    rows = [[found.get((tier, stage)) for tier in tiers] for stage in stages]
    return heat.cells(
        [[row[f"{measure}_heat"] if row else 0 for row in line] for line in rows],
        [[_short(row, measure, look) for row in line] for line in rows],
        1, look, x=[_x(tier) for tier in tiers], y=[_y(stage) for stage in stages], textfont={"size": 13},
        xgap=3, ygap=3,
    )  # fmt: skip


def _touch(
    found: dict[tuple[Any, Any], dict[Any, Any]], measure: Measure, settings: Settings, look: Look
) -> go.Scatter:
    """An invisible point on every cell, because heat maps cannot be clicked; it also writes the sums."""
    places = [(tier, stage) for stage in STAGES for tier in TIERS]
    meanings = _meanings(settings, look)
    return go.Scatter(
        x=[_x(tier) for tier, _stage in places],
        y=[_y(stage) for _tier, stage in places],
        mode="markers+text",
        text=[_short(found.get(place), measure, look) if "all" in place else "" for place in places],
        textfont={"size": 13, "color": theme.ink("text", look), "weight": 600},
        customdata=[list(place) for place in places],
        hovertext=[_cell_hover(place, found.get(place), meanings, look) for place in places],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"size": 26, "opacity": 0, "symbol": "square"},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}, "textfont": {"color": theme.ink("text", look)}},
    )


def _short(row: dict[Any, Any] | None, measure: Measure, look: Look) -> str:
    if row is None or not row["customers"]:
        return ""
    if measure == "customers":
        return words.count(row["customers"], look.language)
    return words.short_money(row["revenue"], look.currency, look.language)


def _meanings(settings: Settings, look: Look) -> dict[tuple[str, str], str]:
    """What each label means, in lines; nothing for a sum."""
    t = translator(look.language)
    grey = theme.ink("muted", look)
    found = {}
    for field, codes in (("tier", TIERS), ("stage", STAGES)):
        for code in codes:
            sentence = labels.meaning(field, _code(code), settings, look.language, look.currency, t)
            lines = "".join(f'<br><span style="color:{grey}">{line}</span>' for line in _lines(sentence))
            found[field, code] = lines if sentence and code != "all" else ""
    return found


def _cell_hover(
    place: tuple[str, str], row: dict[Any, Any] | None, meanings: dict[tuple[str, str], str], look: Look
) -> str:
    """Who they are, how many, what they brought, what the labels mean."""
    t = translator(look.language)
    tier, stage = place
    names = [
        labels.named(f, _code(c), t, look.lost_returned) for f, c in (("tier", tier), ("stage", stage)) if c != "all"
    ]
    numbers = row or {"customers": 0, "revenue": 0, "customers_share": 0, "revenue_share": 0}
    customers = t("Customers: {customers} ({share} of all)").format(
        customers=words.count(numbers["customers"], look.language),
        share=words.share(numbers["customers_share"] or 0, look.language),
    )
    revenue = t("Revenue: {money} ({share} of all)").format(
        money=words.exact_money(numbers["revenue"], look.currency, look.language),
        share=words.share(numbers["revenue_share"] or 0, look.language),
    )
    title = " × ".join(names) or t("All customers")
    return f"<b>{title}</b><br>{customers}<br>{revenue}{meanings['tier', tier]}{meanings['stage', stage]}"


def _lines(sentence: str) -> list[str]:
    """A sentence in lines that fit a phone; Chinese has no spaces to break at."""
    if " " in sentence[:_WRAP]:
        lines = [""]
        for word in sentence.split(" "):
            if len(lines[-1]) + len(word) > _WRAP:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return lines
    return [sentence[i : i + _WRAP // 2] for i in range(0, len(sentence), _WRAP // 2)]
