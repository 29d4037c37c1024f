"""What the files say of a customer, and how to reach it; what is missing is said to be missing."""

import streamlit as st

from crm_core.queries.profile import Person
from pages.parts import cards, customer_columns, ways, words
from pages.parts.inert import inert
from pages.parts.loyalty_types import facts_of
from pages.parts.words import t, tn

NAME_PIXELS = 140


def facts(person: Person) -> None:
    """The card with contacts and facts."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        cards.titles(t("Contacts and facts"), "")
        known = [*_contacts(person), *_facts(person), *facts_of(person.customer_key), *person.tags.items()]
        for name, value in known:
            _row(name, value)
        if person.referrer_key is not None and person.referrer_key != person.customer_key:
            referrer = inert(person.referrer or "")
            st.button(
                t("Open {name}", name=referrer), icon=":material/person:", type="tertiary", key="profile_referrer",
                on_click=_open, args=(person.referrer_key,),
            )  # fmt: skip


def _contacts(person: Person) -> list[tuple[str, str | None]]:
    return [(t("E-mail"), person.email), (t("Phone"), person.phone), (t("Account manager"), person.owner)]


def _facts(person: Person) -> list[tuple[str, str | None]]:
    referred = person.referrer or person.referred_by
    return [
        (t("Customer number"), person.customer_id if person.known_by == "customer_id" else None),
        (t("Identified by"), t(customer_columns.KNOWN_BY.get(person.known_by, person.known_by))),
        (t("Kind of customer"), words.label("kind", person.kind) if person.kind else None),
        (t("Region"), person.region),
        (t("Found us by"), words.label("source", person.source) if person.source else None),
        (t("Joined on"), words.day(person.joined_on) if person.joined_on else None),
        (t("Credit limit"), words.money_exact(person.credit_limit) if person.credit_limit is not None else None),
        (t("Referred by"), referred),
        (t("Sent us"), tn("{n} customer", "{n} customers", person.referrals) if person.referrals else None),
    ]


def _row(name: str, value: str | None) -> None:
    """A fact and what the files say of it, as plain text: nothing in it is interpreted."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.text(name, width=NAME_PIXELS)
        if value:
            st.text(value)
        else:
            st.caption(t("not recorded"))


def _open(customer_key: int) -> None:
    st.query_params.update(ways.to_customer(customer_key))
