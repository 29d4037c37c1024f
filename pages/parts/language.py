"""The language switch: chosen here, remembered in a cookie, told to the browser."""

import streamlit as st

from crm_core.locale import LANGUAGES
from pages.parts.words import COOKIE, language, t

# Fixed code; its data is a key of LANGUAGES and never comes from outside. <html lang> decides the shape of Han glyphs.
_SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data.language.replace("_", "-");
  if (data.remember) {
    document.cookie = `${data.cookie}=${data.language}; path=/; max-age=31536000; samesite=lax`;
  }
}
"""


def _choose() -> None:
    st.session_state["language"] = st.session_state["language_switch"]
    st.session_state["language_chosen"] = True


def language_switch() -> None:
    """Draw the switch where it is called, and tell the browser the language of the page."""
    st.session_state["language_switch"] = language()
    st.selectbox(
        t("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language_switch",
        on_change=_choose,
        label_visibility="collapsed",
        filter_mode=None,
    )
    tell = st.components.v2.component("crm_language", js=_SCRIPT)
    tell(
        key="language_in_browser",
        data={"language": language(), "cookie": COOKIE, "remember": "language_chosen" in st.session_state},
        height=1,
    )
