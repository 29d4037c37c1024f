"""The files that wait in the folder beside the database, and the button that puts them under way."""

import time

import streamlit as st

from crm_core import intake
from pages.parts import upload
from pages.parts.inert import inert
from pages.parts.words import t, tn

NAMES_SHOWN = 5


def inbox_card() -> None:
    """A card while something waits in the inbox; nothing otherwise."""
    found = intake.waiting(upload.inbox(), time.time())
    under_way = {each.source for each in upload.uploads()}
    ready = [path for path in found.ready if path not in under_way]
    if not ready and not found.unfinished:
        return
    with st.container(border=True, gap="xsmall", key="inbox"):
        if ready:
            names = t(", ").join(path.name for path in ready[:NAMES_SHOWN]) + (" …" if len(ready) > NAMES_SHOWN else "")
            waiting = tn("{n} file waits in the inbox", "{n} files wait in the inbox", len(ready))
            st.markdown(f"##### :material/inbox: {waiting}")
            st.caption(inert(names))
            if st.button(t("Look at them"), icon=":material/visibility:", key="look_at_inbox"):
                with st.spinner(t("Looking at the files …"), show_time=False):
                    upload.take_from_inbox(ready)
                st.rerun()
        if found.unfinished:
            names = t(", ").join(path.name for path in found.unfinished)
            st.caption(inert(t("Still being copied into the inbox: {names}", names=names)))
