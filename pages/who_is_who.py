"""Who is who: customers that look like the same one, and why; nothing is merged unless somebody says so."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from crm_core import amending, audit
from crm_core.amending import Pair
from crm_core.audit import Actor
from crm_core.queries import identities, imports
from pages.parts import amending as changes
from pages.parts import cards, store, trail, words
from pages.parts.pair_table import decided, pairs, side_by_side, ticked
from pages.parts.visitors import visitor
from pages.parts.words import t, tn

KIND = "decided"
DETAILS_AT_MOST = 3
_ROUND = "who_round"  # new tables each round, so that the ticks of the last one are gone


def page() -> None:
    """One run of the page."""
    cards.header(t("Who is who"), t("Customers that look like the same one. Nothing is merged unless you say so."))
    if not store.ask(imports.is_built):
        cards.answer(t("Nothing has been loaded yet."))
        return
    if changes.under_way():
        return
    frame, earlier = store.ask(identities.proposals), store.ask(identities.decisions)
    cards.answer(answer(frame))
    said_so()
    if not frame.empty:
        propose(frame)
    elif earlier.empty:
        nothing_to_propose()
    if not earlier.empty:
        take_back(earlier)


def answer(frame: pd.DataFrame) -> str:
    """The page's first sentence."""
    if frame.empty:
        return t("No two customers look like the same one.")
    return tn(
        "**{n}** pair looks like the same customer; together they brought **{money}**.",
        "**{n}** pairs look like the same customer; together they brought **{money}**.",
        int(frame["pairs"].iloc[0]), money=words.money(float(frame["revenue_of_all"].iloc[0])),
    )  # fmt: skip


def said_so() -> None:
    """How the last decision went."""
    count = changes.outcome(KIND)
    if count:
        text = tn(
            "{n} decision is in force, and all labels follow it.",
            "{n} decisions are in force, and all labels follow them.",
            count,
        )
        st.success(text, icon=":material/check_circle:")


def nothing_to_propose() -> None:
    """What would make a proposal."""
    with st.container(border=True):
        cards.nothing(
            t(
                "Customers are proposed here when they share an e-mail, a phone, or a name and postcode. "
                "Files of customers that have these columns, uploaded on the Data page, fill this."
            )
        )


def propose(frame: pd.DataFrame) -> None:
    """The pairs, those ticked in detail, and what can be said of them."""
    with st.container(border=True, gap="small"):
        cards.titles(t("Proposals"), about(frame))
        rows = ticked(*pairs(frame), key=f"who_pairs_{st.session_state.get(_ROUND, 0)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            for is_same, title, icon in (
                (True, t("Same customer"), ":material/merge:"),
                (False, t("Two customers"), ":material/call_split:"),
            ):
                clicked = st.button(
                    title, type="primary" if is_same else "secondary", icon=icon, disabled=not rows,
                    key=f"who_{'same' if is_same else 'two'}",
                )  # fmt: skip
                if clicked:
                    start(partial(_decide, chosen(frame, rows), is_same, datetime.now(), trail.by(visitor())))
            st.caption(
                tn("{n} pair is ticked.", "{n} pairs are ticked.", len(rows)) if rows else t("Tick pairs above first."),
                width="content",
            )
        for row in rows[:DETAILS_AT_MOST]:
            side_by_side(frame.iloc[row])
        if len(rows) > DETAILS_AT_MOST:
            st.caption(t("The first {n} are shown side by side.", n=words.count(DETAILS_AT_MOST)))


def about(frame: pd.DataFrame) -> str:
    """Which pairs these are, and what their numbers are."""
    every = int(frame["pairs"].iloc[0])
    text = t("Those that brought most come first; revenue and orders since the first one. Tick one or several.")
    if every > len(frame):
        shown = t("The first {n} of {all}.", n=words.count(len(frame)), all=words.count(every))
        return t("{first} {second}", first=shown, second=text)
    return text


def take_back(frame: pd.DataFrame) -> None:
    """What was decided before, and the way to take it back."""
    with st.container(border=True, gap="small"):
        cards.titles(
            t("Decisions so far"), t("The newest first. They also hold for files that are loaded or undone later.")
        )
        rows = ticked(*decided(frame), key=f"who_decided_{st.session_state.get(_ROUND, 0)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(t("Take back"), icon=":material/undo:", disabled=not rows, key="who_take_back"):
                start(partial(_take_back, chosen(frame, rows), datetime.now(), trail.by(visitor())))
            if not rows:
                st.caption(t("Tick decisions above first."), width="content")


def chosen(frame: pd.DataFrame, rows: Sequence[int]) -> list[Pair]:
    """The pairs in these rows."""
    names = ("kind_a", "value_a", "kind_b", "value_b", "evidence")
    return [Pair(*(str(frame[name].iloc[row]) for name in names)) for row in rows]


def start(change: Any) -> None:
    """Begin the change; the tables after it have no ticks."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    changes.start(KIND, change)


def _decide(
    found: list[Pair], is_same: bool, now: datetime, by: Actor, connection: duckdb.DuckDBPyConnection
) -> int:  # fmt: skip
    amending.decide(connection, found, is_same, now)
    audit.note(connection, "customers_merged" if is_same else "customers_told_apart", by, now, pairs=len(found))
    return len(found)


def _take_back(found: list[Pair], now: datetime, by: Actor, connection: duckdb.DuckDBPyConnection) -> int:
    amending.take_back(connection, found)
    audit.note(connection, "merge_taken_back", by, now, pairs=len(found))
    return 0


page()
