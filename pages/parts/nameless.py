"""The line that says what a list of customers cannot hold."""

import streamlit as st

from crm_core.queries.nameless import nameless
from crm_core.queries.scope import Scope
from pages.parts import store, words
from pages.parts.words import t


def say_nameless(scope: Scope) -> None:
    """How much of the shop's revenue names no customer; nothing where all of it does."""
    found = store.ask(nameless, scope.as_of)
    if not found.revenue and not found.purchases:
        return
    st.caption(
        t(
            "Not in here: orders that name no customer ({n} in the whole shop). "
            "They brought {money} in the window ({share}).",
            n=words.count(found.purchases), money=words.escape(words.money_exact(found.revenue)),
            share=words.share(found.share),
        )
    )  # fmt: skip
