"""Who came and who left in one month: a list for each, with its files."""

import pandas as pd
import streamlit as st

from crm_core import exporting
from crm_core.locale import _
from crm_core.queries import flow
from crm_core.queries.flow import Part
from crm_core.queries.scope import Scope
from pages.parts import list_files, store, tables, words
from pages.parts.customer_columns import coded, title
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t

AT_MOST = 200
PARTS: dict[Part, str] = {"lost": _("Lost"), "returned": _("Came back"), "new": _("New")}


def list_of_customers(scope: Scope, month: pd.Series) -> None:
    """The switch and the list; a row opens the profile."""
    part: Part = st.segmented_control(
        t("Which customers"), list(PARTS), default="lost", required=True, key="flow_part",
        format_func=lambda code: f"{t(PARTS[code])} ({words.count(month[code])})",
    )  # fmt: skip
    previous, as_of = month["previous"].date(), month["as_of"].date()
    n = int(month[part])
    rows = store.ask(flow.customers, scope, previous, as_of, part, AT_MOST) if n else pd.DataFrame()
    row = tables.table(
        rows,
        columns(part),
        key=f"flow_list_{part}_{as_of}",
        title=t("{who} in {month}", who=t(PARTS[part]), month=words.month(month["month"])),
        subtitle=joined(
            t("The {n} with the most revenue.", n=words.count(AT_MOST)) if n > AT_MOST else "",
            t(
                "Revenue{unit}: of the window up to {before}, and up to {after}. Tick a row to open the profile.",
                unit=unit(), before=words.day(previous), after=words.day(as_of),
            ),
        ),
        empty=t("Nobody in this month."),
        on_click=True,
    )  # fmt: skip
    if n:
        shown = list_files.columns(columns(part), coded)
        wanted = [shown[0], exporting.Column("customer_id", title("customer_id")), *shown[1:]]
        list_files.downloads(f"{part}-{as_of}", t(PARTS[part]), wanted, _reader(scope, month, part))
    tables.chosen_customer(rows, row)


def columns(part: Part) -> dict[str, Column]:
    """How the list is shown: what is known of who came is not what is known of who left."""
    before = {
        "tier_before": Column(t("Tier before"), "badge", "tier"),
        "stage_before": Column(t("Stage before"), "badge", "stage"),
        "revenue_before": Column(t("Revenue before"), "money"),
    }
    after = {"tier": Column(t("Tier now"), "badge", "tier"), "revenue": Column(t("Revenue now"), "money")}
    days = {
        "first_purchase": Column(t("First purchase"), "day"),
        "last_purchase": Column(t("Last purchase"), "day"),
    }
    middle = {"lost": before | days, "returned": after | days, "new": after | days}[part]
    return {"customer": Column(t("Customer"), pinned=True), **middle, "owner": Column(t("Account manager"))}


def _reader(scope: Scope, month: pd.Series, part: Part) -> list_files.Frames:
    previous, as_of = month["previous"].date(), month["as_of"].date()
    return lambda connection: flow.all_customers(connection, scope, previous, as_of, part)
