"""The button that copies the address of what is on show, for a colleague."""

import streamlit as st

from crm_core.queries.scope import Snapshot
from pages.parts.words import t

# Fixed code; texts are set as text. The address is the browser's own; the language is not in it. A finished month that
# is on show because it is the newest goes along by name: opened later, the link still shows the same picture.
_ICON = (
    '<svg aria-hidden="true" width="15" height="15" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round"><path d="M10 14a5 5 0 0 0 7 0l3-3a5 5 0 0 0-7-7l-1 1"/>'
    '<path d="M14 10a5 5 0 0 0-7 0l-3 3a5 5 0 0 0 7 7l1-1"/></svg>'
)
_HTML = '<button type="button">' + _ICON + '<span class="text"></span></button>'
_CSS = """
button {
  font: inherit; font-size: 0.93rem; color: var(--st-text-color); background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0 0.7rem;
  height: 2.5rem; width: 100%; white-space: nowrap; display: inline-flex; align-items: center;
  justify-content: center; gap: 0.45rem;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""
_SCRIPT = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const text = button.querySelector(".text");
  text.textContent = data.copy;
  button.onclick = async () => {
    const address = new URL(window.location.href);
    if (data.as_of && !address.searchParams.has("as_of")) address.searchParams.set("as_of", data.as_of);
    try {
      await navigator.clipboard.writeText(address.href);
    } catch {
      const field = document.createElement("textarea");
      field.value = address.href;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    text.textContent = data.copied;
    setTimeout(() => { text.textContent = data.copy; }, 2500);
  };
}
"""


def copy_link(snapshot: Snapshot | None = None) -> None:
    """Draw the button; snapshot: the month on show, where the page has one."""
    button = st.components.v2.component("crm_copy_link", html=_HTML, css=_CSS, js=_SCRIPT)
    as_of = snapshot.month.strftime("%Y-%m") if snapshot is not None and snapshot.is_month_end else ""
    data = {"copy": t("Copy link"), "copied": t("Copied"), "as_of": as_of}
    button(key="copy_link", data=data, width="content", height="content")
