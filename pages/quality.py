"""Can I rely on this data, and what should I mend?"""

import streamlit as st

from crm_core.queries import imports, quality, quality_columns
from crm_core.queries.quality import Finding
from pages.parts import cards, store, ways, words
from pages.parts.guard import DATA_PAGE, guard
from pages.parts.quality_columns import completeness_cards
from pages.parts.quality_list import finding_card, notes
from pages.parts.quality_words import phrase
from pages.parts.words import t, tn

SAID_AT_MOST = 3
SECONDS_TO_THE_SLOW_RULES = 0.3
LOOKED = "quality_looked"


def page() -> None:
    """One run of the Data quality page."""
    cards.header(t("Data quality"), t("All data in force, of all files."))
    if not store.ask(imports.is_built):
        cards.answer(t("Nothing has been loaded yet."))
        ways.link(DATA_PAGE, label=t("Go to the Data page"), icon=":material/upload_file:")
        return
    if _is_known():
        _findings()
    else:
        # The quick rules show at once; the slow ones follow in a run of the fragment alone.
        st.session_state[LOOKED] = ""
        st.fragment(_look_further, run_every=SECONDS_TO_THE_SLOW_RULES)()
    _completeness()


def _build() -> str:
    return str(st.session_state["build_on_show"])


def _is_known() -> bool:
    """Whether all findings are there without a wait."""
    return st.session_state.get(LOOKED) == _build() or not store.ask(quality.is_large)


def _look_further() -> None:
    """In the page's own run the quick findings; in the next run all, and the page once more with them."""
    with guard():
        if st.session_state[LOOKED] == "":
            st.session_state[LOOKED] = "begun"
            _show(store.ask(quality.findings, slow=False), is_all=False)
            return
        store.ask(quality.findings, slow=True)
        st.session_state[LOOKED] = _build()
    st.rerun()


@st.fragment
def _findings() -> None:
    with guard():
        _show(store.ask(quality.findings, slow=False) + store.ask(quality.findings, slow=True), is_all=True)


def _show(every: list[Finding], is_all: bool) -> None:
    every = quality.in_order(every)
    look = [each for each in every if each.deserves_a_look]
    cards.answer(_answer(look))
    if not is_all:
        st.caption(f":material/hourglass_top: {t('Still looking through every order …')}")
    for finding in look:
        finding_card(finding)
    notes([each for each in every if not each.deserves_a_look])


def _answer(look: list[Finding]) -> str:
    if not look:
        totals = store.ask(quality.totals)
        return t(
            "Nothing looks wrong: **{orders}** orders of **{customers}** customers were looked through.",
            orders=words.count(totals.orders), customers=words.count(totals.customers),
        )  # fmt: skip
    things = t(", ").join(phrase(each) for each in look[:SAID_AT_MOST])
    if len(look) > SAID_AT_MOST:
        things = t("{things}, and more", things=things)
    return tn(
        "**One thing** deserves a look: {things}.", "**{n} things** deserve a look: {things}.",
        len(look), things=things,
    )  # fmt: skip


def _completeness() -> None:
    frame = store.ask(quality_columns.completeness)
    if frame.empty:
        return
    with st.container(gap=None):
        st.subheader(t("How complete the columns are"), anchor=False)
        st.caption(t("The share of rows that have a value. A column that no file has is not counted as empty."))
    completeness_cards(frame)


page()
