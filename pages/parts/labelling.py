"""How far the history of a shop has been labelled, told while that goes on in the background."""

import streamlit as st

from crm_core.queries import imports
from pages.parts import store, words
from pages.parts.guard import guard
from pages.parts.words import t

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_OF_READERS = 3.0  # there may be fifty of them


def show_labelling() -> None:
    """A bar while months of the shop on show are still to be labelled, else nothing; it moves by itself."""
    if _months()[1]:
        st.fragment(_bar, run_every=SECONDS_BETWEEN_LOOKS)()


def show_what_is_under_way() -> None:
    """A bar while the build on show is not complete, and the whole page anew when it is."""
    if not store.is_complete() and store.under_way()[1]:
        st.fragment(_all_of_it, run_every=SECONDS_OF_READERS)()


def _all_of_it() -> None:
    with guard():
        done, waiting = store.under_way()
        if not waiting:
            st.rerun()
        text = t("The months before the newest are still being computed: what is told from them is not complete yet.")
        st.progress(done / (done + waiting), text=text)


def _months() -> tuple[int, int]:
    """How many monthly snapshots there will be, and how many are still to be labelled."""
    with store.cursor() as connection:
        return imports.labelled(connection) if imports.is_built(connection) else (0, 0)


def _bar() -> None:
    with guard():
        months, waiting = _months()
        if not waiting:
            st.rerun()
        text = t(
            "The newest month is ready. The months before it are being labelled: {done} of {all} are ready.",
            done=words.count(months - waiting), all=words.count(months),
        )  # fmt: skip
        st.progress(1 - waiting / months, text=text)
