"""What if? Who would move under the settings in the fields, before they are saved; nothing is kept."""

from dataclasses import asdict
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import settings as stored
from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.queries import lost_returns
from crm_core.settings import Settings
from crm_core.trying import ROWS_AT_MOST, Trial, try_settings
from pages.parts import cards, list_files, setting_fields, store, tables, words
from pages.parts.label_changes import in_words
from pages.parts.phrases import joined
from pages.parts.tables import Column
from pages.parts.words import t, tn

TRY = "try"  # the parameter of the address that puts a value into a field: lost_overdue:6
_KEPT = "trial"
_WANTED = "trial_wanted"
ROWS_SHOWN = 500


def take_from_address(saved: Settings) -> None:
    """A proposal in the address fills its field and is tried at once; what is no setting is passed over."""
    if TRY not in st.query_params:
        return
    proposals = st.query_params.get_all(TRY)
    del st.query_params[TRY]
    try:
        values: dict[str, Any] = {name: stored.parsed(name, text) for name, _, text in map(_parts, proposals)}
        _try(saved, values)
    except UserError:
        return


def _parts(proposal: str) -> tuple[str, str, str]:
    return proposal.partition(":")


def propose(saved: Settings) -> None:
    """The cut-off for lost that fits the shop's own past better than the saved one, to be tried here."""
    found = store.ask(lost_returns.lost)
    if found is None or found.suggested is None or found.suggested == saved.lost_overdue:
        return
    text = t(
        "Trust suggests to call customers lost beyond {suggested} usual gaps, not {present}.",
        suggested=f"{found.suggested:g}", present=f"{saved.lost_overdue:g}",
    )  # fmt: skip
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f":blue[:material/lightbulb:] {text}", width="content")
        st.button(
            t("Try it"), icon=":material/compare_arrows:", key="try_proposal",
            on_click=_try, args=(saved, {"lost_overdue": found.suggested}),
        )  # fmt: skip


def _try(saved: Settings, values: dict[str, Any]) -> None:
    setting_fields.put(stored.changed(saved, **values))
    st.session_state[_WANTED] = True


def offer(new: Settings) -> None:
    """The button that tries the settings in the fields, and what the last trial of the very same found."""
    clicked = st.button(t("See who would move"), icon=":material/compare_arrows:", key="try_settings")
    if clicked or st.session_state.pop(_WANTED, False):
        with st.spinner(t("Trying the new rules on the newest month …"), show_time=True), store.cursor() as own:
            st.session_state[_KEPT] = (store.build_id(), asdict(new), try_settings(own, new))


def show(new: Settings) -> None:
    """The outcome, while the fields and the build are still those it was made with."""
    build, tried, found = st.session_state.get(_KEPT, ("", {}, None))
    if found is None or build != store.build_id() or tried != asdict(new):
        return
    with st.container(border=True, gap="small"):
        cards.titles(
            t("What would change"),
            t("Customers of {date} under the rules in the fields. Nothing is saved.", date=words.day(found.as_of)),
        )
        st.markdown(words.escape(joined(*_sentences(found))))
        if found.moving:
            _details(found)


def _sentences(found: Trial) -> list[str]:
    """The answer: how many get another label, what leaves A and comes into it, how many more or fewer are lost."""
    if not found.moving:
        return [t("Nobody would get another label.")]
    sentences = [
        tn(
            "{n} of {all} customers would get another label.",
            "{n} of {all} customers would get another label.",
            found.moving,
            all=words.count(found.customers),
        )
    ]
    groups = found.groups
    tiers = groups[groups["field"] == "tier"]
    for side, one, many in (
        ("label_before", _("{n} customer with {money} would leave A."), _("{n} customers with {money} would leave A.")),
        (
            "label_after",
            _("{n} customer with {money} would come into A."),
            _("{n} customers with {money} would come into A."),
        ),
    ):
        part = tiers[tiers[side] == "A"]
        if len(part):
            n = int(part["customers"].sum())
            sentences.append(words.tn(one, many, n, money=words.money(float(part["revenue"].sum()))))
    stages = groups[groups["field"] == "stage"]
    more = int(stages.loc[stages["label_after"] == "lost", "customers"].sum())
    fewer = int(stages.loc[stages["label_before"] == "lost", "customers"].sum())
    if more or fewer:
        sentences.append(
            t("Lost: {more} more, {fewer} fewer.", more=words.count(more), fewer=words.count(fewer)),
        )
    return sentences


def _details(found: Trial) -> None:
    """The moves by kind, and the customers of the one that is chosen; all of them as a file."""
    groups = in_words(found.groups)
    left, right = st.columns(2)
    with left:
        row = tables.table(
            groups,
            {
                "kind": Column(t("Label")),
                "before": Column(t("Label before")),
                "after": Column(t("Label after")),
                "customers": Column(t("Customers"), "count"),
                "revenue": Column(t("Revenue"), "money"),
            },
            key="trial_groups",
            title=t("Moves"),
            subtitle=t("Choose a row to see only its customers."),
            on_click=True,
            height=380 if len(groups) > 9 else "auto",
        )
    with right:
        _customers(found, None if row is None else groups.iloc[row])


def _customers(found: Trial, group: "pd.Series[Any] | None") -> None:
    rows = found.rows
    if group is not None:
        same = rows["field"] == group["field"]
        for side in ("label_before", "label_after"):
            same &= rows[side].isna() if pd.isna(group[side]) else rows[side] == group[side]
        rows = rows[same]
    written = in_words(rows.head(ROWS_SHOWN), words.short)
    shown = {
        "customer": Column(t("Customer"), pinned=True),
        "before": Column(t("Label before")),
        "after": Column(t("Label after")),
        "revenue": Column(t("Revenue"), "money"),
    }
    chosen = tables.table(
        written, shown, key=f"trial_rows_{'' if group is None else group.name}", title=t("Who would move"),
        subtitle=t("The largest revenue first; at most {n} are shown.", n=words.count(ROWS_SHOWN)), on_click=True,
        height=320 if len(written) > 8 else "auto",
    )  # fmt: skip
    list_files.downloads(
        "who_would_move", t("Who would move"), list_files.columns(shown, lambda _field: {}),
        lambda _connection: iter((in_words(found.rows.head(ROWS_AT_MOST), words.short),)),
    )  # fmt: skip
    tables.chosen_customer(written, chosen)
