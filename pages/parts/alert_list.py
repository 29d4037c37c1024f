"""The customers behind an alert, in a dialog; a click opens the profile."""

from datetime import date

import pandas as pd
import streamlit as st

from crm_core.queries import alert_customers
from crm_core.queries.alerts import Alert
from crm_core.queries.scope import Scope
from pages.parts import store, tables, ways, words
from pages.parts.alert_words import rule, sentence
from pages.parts.guard import guard
from pages.parts.move_words import cause
from pages.parts.phrases import unit
from pages.parts.tables import Column
from pages.parts.words import t


def behind(scope: Scope, since: date, alert: Alert) -> None:
    """The dialog: the sentence, the rule, the list, and where to go on."""
    with guard():
        st.markdown(sentence(alert, since))
        st.caption(words.escape(rule(alert, store.settings())))
        found = store.ask(alert_customers.of_alert, scope, since, alert)
        row = tables.table(
            found.assign(why=_causes(found)),
            columns(alert, since),
            key=f"alert_customers_{alert.code}",
            subtitle=_about(found),
            empty=t("Nobody stands behind it any more."),
            on_click=True,
        )
        _further(since, alert)
        tables.chosen_customer(found, row)


def columns(alert: Alert, since: date) -> dict[str, Column]:
    """How the list is shown; what an alert cannot say anything about is left out."""
    is_new = alert.code in ("source", "new_customers")
    found = {"customer": Column(t("Customer"), pinned=True)}
    if not is_new:
        found["revenue_before"] = Column(t("Revenue before"), "money", help=t("In the window up to {date}.",
                                                                              date=words.day(since)))  # fmt: skip
    found["revenue"] = Column(t("Revenue now"), "money", help=t("In the window up to the date looked at."))
    if alert.code == "left_a":
        found["why"] = Column(t("Why"), width="medium")
    found |= {
        "tier": Column(t("Tier"), "badge", "tier"),
        "stage": Column(t("Stage"), "badge", "stage"),
        "first_purchase" if is_new else "last_purchase": Column(
            t("First purchase") if is_new else t("Last purchase"), "day"
        ),
        "owner": Column(t("Account manager")),
    }
    return found


def _causes(found: pd.DataFrame) -> list[str]:
    return [
        cause("tier", code, "worse", tier) if isinstance(code, str) else ""
        for code, tier in zip(found["cause"], found["tier"], strict=True)
    ]


def _about(found: pd.DataFrame) -> str:
    every = int(found["found"].max()) if len(found) else 0
    return t(
        "{shown} of {all} customers{unit}, what matters most first. Tick a row to open the profile.",
        shown=words.count(len(found)), all=words.count(every), unit=unit(),
    )  # fmt: skip


def _further(since: date, alert: Alert) -> None:
    """The page that says more about such customers."""
    if alert.code in ("left_a", "new_key"):
        month = {"from": since.strftime("%Y-%m"), "label": "tier"}
        ways.link("pages/movement.py", label=t("All moves since then"), icon=":material/swap_vert:", parameters=month)
    elif alert.code in ("key_wavering", "key_lost_soon"):
        wavering = {"tier": "A", "stage": "wavering"}
        ways.link("pages/customers.py", label=t("All key customers who waver"), icon=":material/groups:",
                  parameters=wavering)  # fmt: skip
    elif alert.code == "concentration":
        ways.link("pages/concentration.py", label=t("What hangs on a few?"), icon=":material/donut_large:")
