"""What the list of customers shows: words, labels, columns, order and page; the labels live in the address, as ids."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields

import streamlit as st

from crm_core.labels import LABELS
from crm_core.locale import _
from crm_core.queries import customers
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from pages.parts import customer_columns, store, words
from pages.parts.filters import value_id
from pages.parts.inert import inert
from pages.parts.words import t

FIELDS = {
    "tier": _("Tier"),
    "stage": _("Stage"),
    "quadrant": _("Loyalty"),
    "attitude": _("Attitude known by"),
    "source": _("Found us by"),
    "known": _("Identified by"),
}
_CHOICE = "customers_choice"  # session state: a Choice
_ADDRESS = "customers_address"  # session state: the labels as this page last wrote them into the address
_WORDS = "customers_words"  # a widget of the list: in session state only while the visitor is on this page
_BACK = "customers_back"  # a widget of the profile: likewise


@dataclass
class Choice:
    """What a visitor has chosen; labels by field as ids."""

    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    columns: tuple[str, ...] = customer_columns.DEFAULT
    sort: str = "revenue"
    descending: bool = True
    page: int = 1

    @property
    def order(self) -> Order:
        """The order of the rows."""
        return Order(self.sort, self.descending)


def choice() -> Choice:
    """The visitor's choice; a link to this page replaces labels and words, and the rest stays as it was."""
    kept: Choice = st.session_state.setdefault(_CHOICE, Choice())
    address = {name: tuple(st.query_params.get_all(name)) for name in FIELDS}
    just_arrived = _WORDS not in st.session_state and _BACK not in st.session_state
    linked = any(address.values()) and (just_arrived or address != st.session_state.get(_ADDRESS))
    if linked:
        kept.labels, kept.words, kept.page = address, "", 1
    _drop_unknown(kept)
    _write_address(kept)
    return kept


def filters(kept: Choice) -> Filters:
    """The choice as the queries take it."""
    values = {name: tuple(ids(name)[key] for key in kept.labels.get(name, ())) for name in FIELDS}
    return Filters(
        words=kept.words,
        tiers=values["tier"],
        quadrants=values["quadrant"],
        stages=values["stage"],
        attitudes=values["attitude"],
        sources=values["source"],
        known_by=values["known"],
    )


def ids(name: str) -> dict[str, str | None]:
    """The values a field can have, by their id in the address; sources can be anything, so they may need a made one."""
    if name == "known":
        return {str(code): code for code in customer_columns.KNOWN_BY}
    if name != "source":
        codes = [code for code in LABELS[name] if not (name == "stage" and code is None)]
        return {"none" if code is None else code: code for code in codes}
    found = store.ask(customers.sources)
    return {s if s in LABELS["source"] and s is not None else value_id("source", s): s for s in found}


def value_name(name: str, value: str | None) -> str:
    """How a value is shown."""
    if name == "known":
        return t(customer_columns.KNOWN_BY[value])
    return words.label(name, value)


def _drop_unknown(kept: Choice) -> None:
    kept.labels = {name: tuple(key for key in kept.labels.get(name, ()) if key in ids(name)) for name in FIELDS}


def _write_address(kept: Choice) -> None:
    for name, keys in kept.labels.items():
        if tuple(st.query_params.get_all(name)) == keys:
            continue
        if keys:
            st.query_params[name] = list(keys)
        else:
            del st.query_params[name]
    st.session_state[_ADDRESS] = dict(kept.labels)


def controls(kept: Choice) -> None:
    """Search, labels, columns and order, for the row that the page opens."""
    _search(kept)
    chosen = sum(bool(keys) for keys in kept.labels.values())
    title = t("Labels ({n})", n=chosen) if chosen else t("Labels")
    with st.popover(title, icon=":material/label:", type="primary" if chosen else "secondary"):
        for name, label in FIELDS.items():
            _labels(kept, name, t(label))
    with st.popover(t("Columns"), icon=":material/view_column:"):
        _columns(kept)
    _order(kept)


def what_is_chosen(kept: Choice) -> None:
    """Words and labels chosen, in words, with the way back to all customers; nothing where nothing is chosen."""
    if not kept.words and not any(kept.labels.values()):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f":material/filter_alt: {_said(kept)}", width="content")
        st.button(t("Show all"), icon=":material/filter_alt_off:", type="tertiary", on_click=_clear, args=(kept,))


def _search(kept: Choice) -> None:
    st.session_state[_WORDS] = kept.words
    st.text_input(
        t("Search"),
        key=_WORDS,
        on_change=_keeper(kept, "words", _WORDS),
        placeholder=t("Name, number, e-mail, phone, city …"),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=200,
        width=320,
    )


def _labels(kept: Choice, name: str, title: str) -> None:
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
    names = {name: t("By {column}", column=customer_columns.title(name)) for name in customer_columns.COLUMNS}
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


def _said(kept: Choice) -> str:
    """What is chosen, in words."""
    parts = [inert(f"“{kept.words}”")] if kept.words else []
    for name, title in FIELDS.items():
        if kept.labels[name]:
            values = ", ".join(inert(value_name(name, ids(name)[key])) for key in kept.labels[name])
            parts.append(f"{t(title)}: {values}")
    return " · ".join(parts)


def _clear(kept: Choice) -> None:
    kept.labels, kept.words, kept.page = {}, "", 1


assert {f.name for f in fields(Choice)} >= {"words", "columns", "sort", "descending"}
