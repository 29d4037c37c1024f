"""A place for what cannot be read when it is narrow: on a phone it is moved sideways, as a table is."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def wide(key: str, pixels: int) -> DeltaGenerator:
    """A container whose content is never narrower than `pixels`; key: of letters and _, once a page."""
    st.html(f"<style>.st-key-{key} {{overflow-x: auto;}} .st-key-{key} > * {{min-width: {int(pixels)}px;}}</style>")
    return st.container(key=key)
