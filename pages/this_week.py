"""Whom do I call? The customers who deserve a call now, why, and what is at stake."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from crm_core.call_reasons import NAMES
from crm_core.charts import this_week as charts
from crm_core.queries import this_week
from crm_core.queries.history import history
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked, Calls, Reason
from pages.parts import call_list, cards, store, tables, ways, words
from pages.parts.call_done import QUIET_DAYS, at_hand, done_list
from pages.parts.filters import header, value_id
from pages.parts.history import say_if_short
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.this_week import Week, week
from pages.parts.words import t, tn

FIRST, MORE = 50, 1000
EVERYBODY = "all"


def page() -> None:
    """One run of the page."""
    chosen = header(t("This week"))
    now = week(chosen)
    if now.scope != chosen:
        st.caption(":material/event: " + t("Calls are about now: shown as of {date}.", date=words.day(now.scope.as_of)))
    found = store.ask(this_week.calls_and_sums, now.scope, now.asked, FIRST)
    sums = found.sums
    if sums.empty:
        nobody(now)
        return
    cards.answer(answer(sums, now.scope, now.is_whole))
    if store.ask(history, now.scope.as_of).warming_up:
        say_if_short(store.ask(history, now.scope.as_of))
    pictures(sums)
    say_hidden(now)
    calls(now, found)
    done_list(now.done)


def nobody(now: Week) -> None:
    """There is nothing to do, and why that may be."""
    say_hidden(now)
    if not now.is_whole:
        cards.nothing(t("Whom to call is not known yet: it takes the months before."))
    elif now.asked.left_out:
        cards.nothing(t("Everybody who deserves a call was called in the last {n} days.", n=str(QUIET_DAYS)))
    else:
        cards.nothing(t("Nobody of this selection needs a call now."))
    done_list(now.done)


def answer(sums: pd.DataFrame, scope: Scope, is_whole: bool) -> str:
    """The page's first sentence."""
    calls, money = int(sums["calls"].sum()), words.money(sums["money"].sum())
    said = tn(
        "**{n}** call is worth **{money}** a year.", "**{n}** calls are worth **{money}** a year.", calls, money=money
    ) if is_whole else tn(
        "So far **{n}** call is certain, worth **{money}** a year: a key customer who wavers. Others may follow.",
        "So far **{n}** calls are certain, worth **{money}** a year: key customers who waver. Others may follow.",
        calls, money=money,
    )  # fmt: skip
    soon = int(sums["soon_lost"].sum())
    if not soon:
        return said
    return joined(
        said,
        tn(
            "**{n}** key customer becomes lost within 7 days of {date}.",
            "**{n}** key customers become lost within 7 days of {date}.",
            soon,
            date=words.day(scope.as_of),
        ),
    )


def pictures(sums: pd.DataFrame) -> None:
    """Money at stake by reason, and whose calls they are."""
    owners = by_owner(sums)
    left, right = st.columns([3, 2]) if len(owners) > 1 else (st.container(), None)
    with left:
        cards.chart(
            t("Money at stake by reason"),
            charts.by_reason(sums, words.look()),
            key="calls_reasons_chart",
            subtitle=t("A year's money; each customer is counted once, under the most valuable reason."),
        )
    if right is not None:
        with right:
            tables.table(
                owners,
                {
                    "name": Column(t("Account manager")),
                    "calls": Column(t("Calls"), "count"),
                    "money": Column(t("At stake{unit}", unit=unit()), "money"),
                },
                key="calls_owners",
                title=t("By account manager"),
                height=min(34 * len(owners) + 38, 280),
            )


def by_owner(sums: pd.DataFrame) -> pd.DataFrame:
    """One row per account manager, the most money first: owner, name, calls, money."""
    found = sums.groupby("owner", dropna=False, as_index=False)[["calls", "money"]].sum()
    found = found.sort_values("money", ascending=False, ignore_index=True)
    return found.assign(name=[owner_name(owner) for owner in found["owner"]])


def known(owner: object) -> str | None:
    """An account manager of a frame; None is none (which pandas writes as NaN)."""
    return owner if isinstance(owner, str) else None


def owner_name(owner: object) -> str:
    """How an account manager is shown."""
    return known(owner) or t("No account manager")


def say_hidden(now: Week) -> None:
    """Which reasons are left out, because they did not prove true here."""
    for found in now.hidden:
        text = (
            t("Falling customers are left out: after {date} they grew as often as others.", date=words.day(found.as_of))
            if found.which == "falling"
            else t("Rising stars are left out: after {date} they grew no more often than others.",
                   date=words.day(found.as_of))
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(text, width="content")
            ways.link("pages/trust.py", label=t("Trust"), icon=":material/verified:")


def calls(now: Week, found: Calls) -> None:
    """The list, the call chosen in it, and its files."""
    scope, asked = choices(now, found.sums)
    every = counted(found.sums, scope, asked)
    at_most = MORE if st.session_state.get("calls_more") else FIRST
    is_whole = (scope, asked, at_most) == (now.scope, now.asked, FIRST)
    rows = found.best if is_whole else store.ask(this_week.calls, scope, asked, at_most)
    shown = call_list.with_why(rows, call_list.teller())
    row = tables.table(
        shown,
        call_list.columns(),
        # A tick makes a list of its own: else the next customer would stand chosen in the place of the one called.
        key=f"calls_list_{len(now.done)}",
        title=t("Whom to call"),
        subtitle=t(
            "{shown} of {all} calls, the most money first. Tick a row to call, note and close it.",
            shown=words.count(len(shown)), all=words.count(every),
        ),
        empty=t("No call fits this choice."),
        on_click=True,
        height=min(34 * len(shown) + 50, 460),
    )  # fmt: skip
    if row is not None and row < len(shown):
        at_hand(shown.iloc[row].to_dict(), now.now)
    with st.container(horizontal=True, vertical_alignment="center"):
        call_list.downloads(scope, asked)
        if every > FIRST:
            st.toggle(t("Show more"), key="calls_more")


def choices(now: Week, sums: pd.DataFrame) -> tuple[Scope, Asked]:
    """What the list holds: the reasons and the account manager chosen, where there is a choice."""
    present = set(sums["reason"])
    reasons = [reason for reason in now.asked.reasons if reason in present]
    owners = {value_id("owner", owner): owner for owner in map(known, by_owner(sums)["owner"])}
    kept: list[Reason] = []
    who = EVERYBODY
    left, right = st.columns([5, 2], vertical_alignment="center")
    with left:
        if len(reasons) > 1:
            kept = st.pills(
                t("Reason"), reasons, selection_mode="multi", format_func=lambda code: t(NAMES[code]),
                key="calls_reasons", label_visibility="collapsed", wrap=True,
            )  # fmt: skip
    with right:
        if len(owners) > 1:
            who = st.selectbox(
                t("Account manager"), [EVERYBODY, *owners], key="calls_owner", label_visibility="collapsed",
                format_func=lambda key: t("All account managers") if key == EVERYBODY else owner_name(owners[key]),
            )  # fmt: skip
    scope = now.scope if who == EVERYBODY else replace(now.scope, owners=(owners[who],))
    return scope, replace(now.asked, reasons=tuple(kept)) if kept else now.asked


def counted(sums: pd.DataFrame, scope: Scope, asked: Asked) -> int:
    """How many calls the choice holds."""
    kept = sums[sums["reason"].isin(asked.reasons)]
    if scope.owners:
        kept = kept[[owner in scope.owners for owner in map(known, kept["owner"])]]
    return int(kept["calls"].sum())


page()
