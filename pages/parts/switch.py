"""The choice of what a picture shows: customers or revenue, this list or that one."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from pages.parts.words import t

Choice = TypeVar("Choice", bound=str)


def switch(names: Mapping[Choice, str], key: str, default: Choice | None = None) -> Choice:
    """The one chosen, remembered in the session under `key`; the first at the beginning, or `default`.

    names: code → English name, marked for translation, in order.
    """
    chosen: Choice = st.segmented_control(
        t("Show"), list(names), default=default or next(iter(names)), required=True, key=key,
        format_func=lambda code: t(names[code]), label_visibility="collapsed",
    )  # fmt: skip
    return chosen


def titled_switch(title: str, names: Mapping[Choice, str], key: str) -> Choice:
    """The same at the right end of a card's title."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"##### {title}", width="content")
        return switch(names, key)
