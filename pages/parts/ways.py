"""The ways between pages: a link or a jump is there only if the visitor may open what it leads to."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from crm_core import links
from pages.parts import store
from pages.parts.visitors import visitor

Parameters = Mapping[str, Any]
CUSTOMER = "customer"  # the parameter of the address that opens a profile


def leads(page: str) -> bool:
    """Whether this visitor may open a page, given as its file: "pages/tiers.py"."""
    return visitor().sees(page.removeprefix("pages/").removesuffix(".py"))


def to_customer(key: int) -> dict[str, str]:
    """The address parameters that open a customer's profile."""
    return {CUSTOMER: links.link_of(key, store.link_secret())}


def customer_key(link: str) -> int | None:
    """The key of the customer that an address names; None if there is none."""
    return store.ask(links.key_of, link, store.link_secret())


def link(page: str, *, label: str, icon: str | None = None, parameters: Parameters | None = None) -> None:
    """A link to a page; nothing for who may not open it."""
    if leads(page):
        st.page_link(page, label=label, icon=icon, query_params=parameters)


def go(page: str, parameters: Parameters | None = None) -> None:
    """Leave for a page; who may not open it stays."""
    if leads(page):
        st.switch_page(page, query_params=parameters)
