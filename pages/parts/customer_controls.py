"""The row above the list of customers: search, labels, columns and order."""

from collections.abc import Callable

import streamlit as st

from crm_core.queries import customers
from pages.parts import customer_columns
from pages.parts.customer_choice import FIELDS, SEARCHED, Choice, ids, said, value_name
from pages.parts.customer_conditions import conditions
from pages.parts.words import t


def controls(kept: Choice) -> None:
    """Search, labels, conditions, columns and order, for the row that the page opens."""
    _search(kept)
    chosen = sum(bool(kept.labels[name]) for name in FIELDS)
    title = t("Labels ({n})", n=chosen) if chosen else t("Labels")
    with st.popover(title, icon=":material/label:", type="primary" if chosen else "secondary"):
        for name, label in FIELDS.items():
            labels(kept, name, t(label))
    conditions(kept, labels)
    with st.popover(t("Columns"), icon=":material/view_column:"):
        _columns(kept)
    _order(kept)


def what_is_chosen(kept: Choice) -> None:
    """What is chosen, in words, with the way back to all customers; nothing where nothing is chosen."""
    if kept.is_all:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f":material/filter_alt: {said(kept)}", width="content")
        st.button(t("Show all"), icon=":material/filter_alt_off:", type="tertiary", on_click=kept.clear)


def labels(kept: Choice, name: str, title: str) -> None:
    """The values of one field, to choose from."""
    key = f"customers_{name}"
    names = {code: value_name(name, value) for code, value in ids(name).items()}
    st.session_state[key] = list(kept.labels[name])

    def keep() -> None:
        kept.labels[name], kept.page = tuple(st.session_state[key]), 1

    st.multiselect(
        title,
        list(names),
        format_func=names.__getitem__,
        key=key,
        on_change=keep,
        placeholder=t("All"),
        select_all=False,
        width=320,
    )


def _search(kept: Choice) -> None:
    st.session_state[SEARCHED] = kept.words
    st.text_input(
        t("Search"),
        key=SEARCHED,
        on_change=_keeper(kept, "words", SEARCHED),
        placeholder=t("Name, number, e-mail, phone, city …"),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=200,
        width=320,
    )


def _columns(kept: Choice) -> None:
    st.session_state["customers_columns"] = list(kept.columns)
    names = {name: customer_columns.title(name) for name in customer_columns.COLUMNS}
    st.multiselect(
        t("Columns of the list and of the file"),
        list(names),
        format_func=names.__getitem__,
        key="customers_columns",
        on_change=_keeper(kept, "columns", "customers_columns"),
        placeholder=t("Choose columns"),
        select_all=False,
        width=360,
    )


def _order(kept: Choice) -> None:
    names = {name: t("By {column}", column=customer_columns.title(name)) for name in customers.COLUMNS}
    st.session_state["customers_sort"], st.session_state["customers_direction"] = kept.sort, kept.descending
    st.selectbox(
        t("Sorted by"),
        list(names),
        format_func=names.__getitem__,
        key="customers_sort",
        on_change=_keeper(kept, "sort", "customers_sort"),
        label_visibility="collapsed",
        width=230,
    )
    st.segmented_control(
        t("Direction"),
        [True, False],
        format_func=lambda down: ":material/arrow_downward:" if down else ":material/arrow_upward:",
        key="customers_direction",
        on_change=_keeper(kept, "descending", "customers_direction"),
        required=True,
        label_visibility="collapsed",
        help=t("Downwards: the largest first. Customers without a value come last."),
    )


def _keeper(kept: Choice, name: str, key: str) -> Callable[[], None]:
    def keep() -> None:
        value = st.session_state[key]
        setattr(kept, name, tuple(value) if isinstance(value, list) else value)
        kept.page = 1

    return keep
