"""The way to forget a customer: what would go and what stays, said before it is asked to be sure."""

import secrets
from datetime import datetime
from functools import partial

import duckdb
import streamlit as st

from crm_core import amending, audit
from crm_core.amending import Forgotten
from crm_core.audit import Actor
from crm_core.queries.profile import Person
from pages.parts import amending as changes
from pages.parts import jobs, store, trail, ways, words
from pages.parts.guard import guard
from pages.parts.inert import inert
from pages.parts.visitors import visitor
from pages.parts.words import t, tn

KIND = "forgotten"
_ASKED = "forget_asked"  # the customer that the dialog is open for


def forget_button(person: Person) -> None:
    """The discreet button at the end of a profile; the demo shop forgets nobody."""
    if store.shop() == "demo" or not visitor().may("forget"):
        return
    st.button(
        t("Forget this customer"), icon=":material/person_off:", type="tertiary", key="forget",
        disabled=jobs.is_taken(changes.SLOT), on_click=_ask_about, args=(person.customer_key,),
    )  # fmt: skip
    if st.session_state.get(_ASKED) == person.customer_key:
        st.dialog(t("Forget this customer"), icon=":material/person_off:", on_dismiss=_let_be)(_ask)(person)


def _ask_about(customer_key: int) -> None:
    st.session_state[_ASKED] = customer_key


def _let_be() -> None:
    st.session_state.pop(_ASKED, None)


def _ask(person: Person) -> None:
    with guard():
        _say_and_ask(person)


def _say_and_ask(person: Person) -> None:
    st.markdown(f"**{inert(person.name or person.customer_id)}**")
    st.markdown(
        t(
            "**Goes, for good**: name, number, e-mail, phone and all other facts, survey answers with their comments, "
            "and rejected rows that name this customer, from every table. Undoing an import does not bring them back."
        )
    )
    st.markdown(
        t(
            "**Stays, without a name**: orders with their days and amounts, so that revenue stays the same. "
            "A coded trace is kept, so that later files do not bring the customer back."
        )
    )
    st.caption(t("Backups made before still hold the data, and so do the files themselves."))
    sure = st.checkbox(t("I am sure. This cannot be taken back."), key="forget_sure")
    if st.button(t("Forget for good"), type="primary", disabled=not sure, key="forget_now"):
        _let_be()
        now, by = datetime.now(), trail.by(visitor())
        changes.start(KIND, partial(_forget, person.customer_key, now, secrets.token_hex(16), by), "forget")


def _forget(
    key: int, now: datetime, salt: str, by: Actor, connection: duckdb.DuckDBPyConnection
) -> tuple[int, Forgotten]:
    kept = amending.forget(connection, key, now, salt)
    audit.note(connection, "customer_forgotten", by, now, orders=kept.orders)
    return key, kept


def just_forgotten(chosen: str) -> bool:
    """The receipt, if the customer that the address names is the one that has just been forgotten."""
    done: tuple[int, Forgotten] | None = changes.outcome(KIND)
    if done is None or ways.to_customer(done[0])[ways.CUSTOMER] != chosen:
        return False
    kept = done[1]
    text = tn(
        "The customer is forgotten. {n} order stays without a name; net revenue of {money} is as before.",
        "The customer is forgotten. {n} orders stay without a name; net revenue of {money} is as before.",
        kept.orders, money=words.escape(words.money_exact(kept.net_revenue)),
    )  # fmt: skip
    st.success(text, icon=":material/check_circle:")
    return True
