"""The legend of a chart whose colours are no labels: coloured squares with their texts."""

from collections.abc import Iterable
from html import escape as html

import streamlit as st

from crm_core.charts import theme
from pages.parts import words


def chips(items: Iterable[tuple[str, str]]) -> None:
    """Each item is a text, written already, and the colour of its square."""
    look = words.look()
    spans = "".join(
        '<span style="display:inline-flex;align-items:center;gap:0.4rem;margin:0 1.1rem 0.2rem 0">'
        f'<span style="width:0.7rem;height:0.7rem;border-radius:3px;background:{html(colour, quote=True)}"></span>'
        f"{html(text)}</span>"
        for text, colour in items
    )
    st.html(f'<div style="font-size:0.93rem;line-height:1.7;color:{theme.ink("muted", look)}">{spans}</div>')
