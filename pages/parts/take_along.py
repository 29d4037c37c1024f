"""Take along: the page, the whole dashboard or the monthly report as one HTML file, made when it is asked for."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import streamlit as st

from crm_core.access import NEEDED, Visitor
from crm_core.queries import scope as scopes
from pages.parts import along, store, trail, words
from pages.parts.compare_sides import Kept
from pages.parts.customer_choice import Choice
from pages.parts.headless import CARRIED, Reader
from pages.parts.visitors import SHARE, visitor
from pages.parts.words import t

MIME = "text/html"
SIMPLE = (str, int, float, date)
CHOICES = (Choice, Kept)  # what pages keep of a visitor's choice; everything else in a session stays there
HEADER = ("as_of", "region", "kind", "owner")
Make = Callable[[Reader], bytes]


def take_along(page: str) -> None:
    """The button with all that can be taken along from here; nothing for who may not.

    To be drawn after the page: then it knows what the page shows.
    """
    who = visitor()
    if not who.may("download"):
        return
    with st.popover(t("Take along"), icon=":material/download_for_offline:", width="stretch"):
        st.caption(
            t("One file that works without a connection, to send or to print. The whole dashboard takes some seconds.")
        )
        is_masked = st.checkbox(t("Without names"), key="along_masked", help=t("Hides names, e-mails and phones."))
        if is_masked and "owner" in st.query_params:
            # Which is chosen by a name that the file must not know.
            st.caption(t("The filter by account manager is left out of a file without names."))
        reader = _reader(along.masked(who) if is_masked else who)
        _files(page, reader)


def _files(page: str, reader: Reader) -> None:
    today = f"{datetime.now():%Y-%m-%d}"
    if page not in NEEDED:  # those are for doing, not for reading
        _button(
            t("This page"), "page", f"{page}-{today}.html", lambda who: along.pages([page], who, datetime.now()), reader
        )
    whole = replace(reader.bare(), address={k: v for k, v in reader.address.items() if k in HEADER})
    _button(
        t("The whole dashboard"), "whole", f"dashboard-{today}.html",
        lambda who: along.pages(along.WHOLE, who, datetime.now()), whole,
    )  # fmt: skip
    finished = along.months(tuple(store.ask(scopes.snapshots)))
    if finished:
        names = {month: words.month(month) for month in finished}
        month = st.selectbox(t("Monthly report"), list(names), format_func=names.__getitem__, key="along_month")
        _button(
            t("Monthly report"), "report", f"report-{month:%Y-%m}.html",
            lambda who: along.monthly(month, who, datetime.now()), whole,
        )  # fmt: skip


def _button(label: str, key: str, file_name: str, make: Make, reader: Reader) -> None:
    note = trail.noter(store.shop(), visitor())

    def made() -> bytes:
        note("exported", key, masked=not reader.visitor.may("names"))
        return make(reader)

    st.download_button(
        label, made, file_name=file_name, mime=MIME, on_click="ignore", key=f"along_{key}",
        icon=":material/description:", width="stretch",
    )  # fmt: skip


def _reader(who: Visitor) -> Reader:
    """Who runs the pages again for the file, seeing what is on show now."""
    address = {name: tuple(st.query_params.get_all(name)) for name in st.query_params if name != SHARE}
    # Said outright: a visitor whose names are hidden must stay in the shop that is on show.
    shop = dict.fromkeys(CARRIED, store.shop())
    # Nor may words that were searched for, or another choice by name, come into a file without names.
    chosen = _chosen(st.session_state.to_dict()) if who.may("names") else {}
    return Reader(who, words.language(), address, chosen | shop)


def _chosen(state: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of what the visitor has chosen on the page."""
    return {str(name): deepcopy(value) for name, value in state.items() if _is_choice(value)}


def _is_choice(value: Any) -> bool:
    if type(value) in (tuple, list):
        return all(_is_choice(one) for one in value)
    if type(value) is dict:
        return "selection" not in value and all(_is_choice(one) for one in value.values())
    return type(value) in SIMPLE or isinstance(value, CHOICES)
