"""Who changed which setting when, and the way back; what the last build labelled otherwise than the one before."""

import streamlit as st

from crm_core import setting_history
from crm_core.building import current_build
from crm_core.locale import _
from crm_core.setting_history import Restatement
from crm_core.settings_words import SETTINGS, written
from pages.parts import cards, setting_fields, store, tables, words
from pages.parts.label_changes import in_words
from pages.parts.tables import Column
from pages.parts.words import t, tn

CAUSES = {
    "data_corrected": _("the data of the customer were corrected"),
    "rule_edited": _("a rule was edited"),
    "cut_off_shifted": _("the lines shifted because the data of others were corrected"),
}


def show_changes() -> None:
    """The history of the settings, newest first, with a button that puts those of before into the fields."""
    with store.cursor() as connection:
        found = setting_history.changes(connection)
    with st.expander(t("Earlier changes of the settings"), icon=":material/manage_history:"):
        if found.empty:
            st.caption(t("No setting has been changed yet."))
            return
        shown = found.assign(
            when=[f"{words.day(at.date())} {at:%H:%M}" for at in found["changed_at"]],
            who=[_who(by) for by in found["changed_by"]],
            title=[t(SETTINGS[name].title) for name in found["name"]],
            before=[_value(n, v) for n, v in zip(found["name"], found["value_before"], strict=True)],
            after=[_value(n, v) for n, v in zip(found["name"], found["value_after"], strict=True)],
        )
        row = tables.table(
            shown,
            {
                "when": Column(t("When")),
                "who": Column(t("Who")),
                "title": Column(t("Setting"), pinned=True),
                "before": Column(t("Value before")),
                "after": Column(t("Value after")),
            },
            key="setting_changes",
            subtitle=t("Choose a row to return to the rules before that change."),
            on_click=True,
        )
        if row is not None:
            st.button(
                t("Put the rules of before {when} into the fields", when=shown["when"].iloc[row]),
                icon=":material/undo:", key="return_to", on_click=_return_to, args=(int(found["build_id"].iloc[row]),),
            )  # fmt: skip


def _return_to(build_id: int) -> None:
    with store.cursor() as connection:
        setting_fields.put(setting_history.settings_before(connection, build_id))


def _who(changed_by: str) -> str:
    if changed_by == setting_history.BY_COMMAND:
        return t("command line")
    return changed_by or t("not signed in")


def _value(name: str, value: object) -> str:
    return written(name, value, words.language(), words.currency(), t)


def show_restatement() -> None:
    """Which labels of past dates the newest build gave otherwise than the build before, by cause; else nothing."""
    with store.cursor() as connection:
        build_id = current_build(connection)
    found = store.ask(setting_history.restatement, build_id)
    if found.newest is None:
        return
    with st.expander(t("What the last build labelled otherwise"), icon=":material/published_with_changes:"):
        cards.titles(_restated(found), t("The same date, before and after the last build."))
        _groups(found)


def _restated(found: Restatement) -> str:
    at_newest = found.groups.dropna(subset=["customers"])
    causes = at_newest.groupby("cause")["customers"].sum().sort_values(ascending=False)
    parts = [
        tn("{n} because {cause}", "{n} because {cause}", int(n), cause=t(CAUSES[str(cause)]))
        for cause, n in causes.items()
    ]
    return t(
        "Labels as of {date}: {parts}. In all, labels of {months} dates differ.",
        date=words.day(found.newest), parts=t("; ").join(parts), months=words.count(found.dates),
    )  # fmt: skip


def _groups(found: Restatement) -> None:
    shown = in_words(found.groups).assign(cause=[t(CAUSES[cause]) for cause in found.groups["cause"]])
    tables.table(
        shown,
        {
            "kind": Column(t("Label")),
            "before": Column(t("Label before")),
            "after": Column(t("Label after")),
            "cause": Column(t("Cause"), width="large"),
            "customers": Column(t("Customers at the newest date"), "count"),
            "customer_months": Column(t("Labels of all dates"), "count"),
        },
        key="restated",
        height=380 if len(shown) > 9 else "auto",
    )
