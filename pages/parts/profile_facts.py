"""What the files say of a customer, and how to reach it; what is missing is said to be missing."""

from html import escape

import streamlit as st

from crm_core.charts import theme
from crm_core.queries.profile import Person
from pages.parts import cards, customer_columns, words
from pages.parts.inert import inert
from pages.parts.words import t, tn


def facts(person: Person) -> None:
    """The card with contacts and facts."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        cards.titles(t("Contacts and facts"), "")
        st.html(_grid(_contacts(person) + _facts(person) + [(key, value) for key, value in person.tags.items()]))
        if person.referrer_key is not None and person.referrer_key != person.customer_key:
            name = inert(person.referrer or "")
            st.button(
                t("Open {name}", name=name), icon=":material/person:", type="tertiary", key="profile_referrer",
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


def _grid(rows: list[tuple[str, str | None]]) -> str:
    """Two columns; everything from a file is escaped, and st.html runs no script."""
    muted, line = theme.ink("muted", words.look()), theme.ink("grid", words.look())
    missing = f'<span style="color:{muted}">{escape(t("not recorded"))}</span>'
    cells = "".join(
        f'<div style="color:{muted};padding:0.28rem 0;border-top:1px solid {line}">{escape(name)}</div>'
        f'<div style="padding:0.28rem 0;border-top:1px solid {line};overflow-wrap:anywhere">'
        f"{escape(value) if value else missing}</div>"
        for name, value in rows
    )
    return (
        '<div style="display:grid;grid-template-columns:minmax(6.5rem,max-content) 1fr;column-gap:1rem;'
        f'font-size:0.95rem;line-height:1.4">{cells}</div>'
    )


def _open(customer_key: int) -> None:
    st.query_params["customer"] = str(customer_key)
