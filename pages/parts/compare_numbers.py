"""Measures of two sides in words: the table of the Compare page, its file, and the largest differences."""

import pandas as pd

from crm_core import exporting
from crm_core.locale import _
from crm_core.queries.compare import Kind, Pair
from crm_core.words import NOTHING
from pages.parts import list_files, tables, words
from pages.parts.tables import Column
from pages.parts.words import t

NAMES: dict[str, str] = {
    "customers": _("Customers"),
    "buyers": _("Bought in the window (customers)"),
    "buyer_share": _("Bought in the window (share)"),
    "revenue": _("Revenue"),
    "revenue_share": _("Share of revenue"),
    "revenue_per_buyer": _("Revenue per buyer"),
    "median_revenue": _("Revenue of a buyer (median)"),
    "orders_per_buyer": _("Orders per buyer"),
    "average_order": _("Average order"),
    "median_silent": _("Days silent (median)"),
    "median_gap": _("Usual gap (median)"),
    "retention": _("Retained since a year before"),
    "measured_share": _("Attitude measured"),
    "expected_value": _("Expected value"),
    "expected_per_customer": _("Expected value per customer"),
    "revenue_before": _("Revenue, year before"),
    "order_count": _("Orders"),
    "purchase_days": _("Purchase days"),
    "total_purchase_days": _("Purchase days, ever"),
    "recency_days": _("Days silent"),
    "usual_gap_days": _("Usual gap (days)"),
    "overdue": _("Overdue (× gap)"),
    "attitude": _("Attitude (0–100)"),
    "purchase_probability": _("Chance of a purchase"),
}
TWICE = 2.0  # from here on a manager thinks in "times as much", below in per cent


def written(kind: Kind, value: float | None) -> str:
    """A value in its unit; – where it is not known."""
    if value is None:
        return NOTHING
    match kind:
        case "money":
            return words.money(value)
        case "share":
            return words.share(value)
        case "count":
            return words.count(value)
        case "days":
            return words.days(value)
    return words.decimal(value)


def difference(pair: Pair) -> str:
    """How A stands to B: points of shares, else times as much or per cent."""
    if pair.kind == "share":
        return words.points(pair.a, pair.b) or NOTHING
    ratio = pair.ratio
    if ratio is None:
        return NOTHING
    if ratio >= TWICE:
        return t("{n} times", n=words.decimal(ratio))
    return words.change(pair.a, pair.b) or NOTHING


def said(pair: Pair) -> str:
    """One difference for the page's first sentence."""
    return t(
        "{measure} **{a}** against {b}",
        measure=t(NAMES[pair.measure]), a=written(pair.kind, pair.a), b=written(pair.kind, pair.b),
    )  # fmt: skip


def differences(most: list[Pair]) -> str:
    """The sentence that names them."""
    return t("They differ most in: {differences}.", differences=t("; ").join(said(pair) for pair in most))


def number_table(found: list[Pair], a: str, b: str, subtitle: str, file: str) -> None:
    """The table of all measures, and its file."""
    frame = pd.DataFrame(
        {
            "measure": [t(NAMES[pair.measure]) for pair in found],
            "a": [written(pair.kind, pair.a) for pair in found],
            "b": [written(pair.kind, pair.b) for pair in found],
            "difference": [difference(pair) for pair in found],
        }
    )
    tables.table(
        frame,
        {
            "measure": Column(t("Measure"), pinned=True),
            "a": Column(a, "written"),
            "b": Column(b, "written"),
            "difference": Column(t("Difference"), "written"),
        },
        key="compare_numbers",
        title=t("In numbers"),
        subtitle=subtitle,
        height=34 * (len(frame) + 1) + 2,
    )
    exact = pd.DataFrame(
        {
            "measure": [f"{t(NAMES[pair.measure])}{_unit(pair.kind)}" for pair in found],
            "a": [_exact(pair.kind, pair.a) for pair in found],
            "b": [_exact(pair.kind, pair.b) for pair in found],
        }
    )
    columns = [
        exporting.Column("measure", t("Measure")),
        exporting.Column("a", a, "decimal"),
        exporting.Column("b", b, "decimal"),
    ]
    list_files.downloads(file, t("Compare"), columns, lambda _connection: [exact])


def _exact(kind: Kind, value: float | None) -> float | None:
    """A value as the file has it: shares as per cent, nothing more precise than a cent."""
    return None if value is None else round(value * 100 if kind == "share" else value, 2)


def _unit(kind: Kind) -> str:
    unit = {"share": "%", "money": words.currency(), "days": t("days")}.get(kind, "")
    return f" ({unit})" if unit else ""
