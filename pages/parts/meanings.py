"""Labels with their meaning under the settings in force, in full: for whoever does not want to hover."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import streamlit as st

from crm_core.charts import theme
from pages.parts import cards, store, words
from pages.parts.words import t


def meanings(
    field: str,
    codes: Iterable[str | None],
    title: str,
    subtitle: str = "",
    note: str = "",
    advice: Mapping[Any, str] | None = None,
) -> None:
    """A card with each label's colour, name and rule, and below it the `advice` for its code; `note` stands at the end.

    advice: marked for translation.
    """
    settings, look = store.settings(), words.look()
    muted = theme.ink("muted", look)
    rows = "".join(
        f'<div style="display:flex;gap:0.6rem;align-items:baseline">'
        f'<span style="flex:none;width:0.7rem;height:0.7rem;border-radius:3px;'
        f'background:{theme.colour(field, code, look)}"></span>'
        f"<span><strong>{escape(words.label(field, code))}</strong> "
        f'<span style="color:{muted}">{escape(words.meaning(field, code, settings))}</span>'
        f"{'<br>' + escape(t(advice[code])) if advice else ''}</span></div>"
        for code in codes
    )
    with st.container(border=True, height="stretch", gap="xsmall"):
        cards.titles(title, subtitle)
        st.html(f'<div style="display:grid;gap:0.45rem;line-height:1.45;font-size:0.96rem">{rows}</div>')
        if note:
            st.caption(note)
