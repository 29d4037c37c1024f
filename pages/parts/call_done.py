"""One call at hand: whom, how to reach it, a tick with a note; and the calls that are done, which can be taken back."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import calls
from crm_core.call_reasons import NAMES
from crm_core.queries.scope import Scope
from pages.parts import store, ways, words
from pages.parts.inert import inert
from pages.parts.visitors import visitor
from pages.parts.words import t

QUIET_DAYS = 30  # a call that is done leaves the list for so long
LONGEST_NOTE = 500


def done_lately(scope: Scope, now: datetime) -> pd.DataFrame:
    """The calls of the last 30 days, as crm_core.calls.done gives them; not cached: a tick is no build."""
    with store.cursor() as own:
        return calls.done(own, scope, now - timedelta(days=QUIET_DAYS))


def at_hand(row: dict[Any, Any], now: datetime) -> None:
    """The call that was chosen in the list; who may tick it can."""
    key, may_tick = int(row["customer_key"]), visitor().may("write")
    with st.container(border=True, gap="small"):
        st.markdown(f"##### :material/call: {inert(row['customer'])}")
        st.markdown(inert(row["why"]))
        reach = [row[name] for name in ("phone", "email") if isinstance(row[name], str)]
        st.text("   ".join(reach) or t("No phone number or e-mail is known."))
        with st.form(f"call_{key}", border=False, clear_on_submit=True, enter_to_submit=False):
            note = ""
            if may_tick:
                note = st.text_input(t("Note"), max_chars=LONGEST_NOTE, placeholder=t("What came of it? (optional)"))
            with st.container(horizontal=True):
                is_done = may_tick and st.form_submit_button(
                    t("Done"), icon=":material/check:", type="primary", key="call_done"
                )
                is_opened = st.form_submit_button(t("Open the profile"), icon=":material/person:", key="call_profile")
    if is_done:
        with store.writing("write") as own:
            calls.mark_done(own, key, str(row["reason"]), now, visitor().who, note.strip())
        st.rerun()
    if is_opened:
        ways.go("pages/customers.py", ways.to_customer(key))


def done_list(found: pd.DataFrame) -> None:
    """What is done, the latest first, each with a way back."""
    shown = found[found["is_kept"].astype(bool)]
    if shown.empty:
        return
    title = t("Done in the last {n} days ({count})", n=str(QUIET_DAYS), count=words.count(len(shown)))
    with st.expander(title, icon=":material/task_alt:"):
        for row in shown.head(100).to_dict("records"):
            _done(row)


def _done(row: dict[Any, Any]) -> None:
    key, done_at = int(row["customer_key"]), row["done_at"].to_pydatetime()
    parts = [f"**{inert(row['customer'])}**", t(NAMES[row["reason"]]), words.day(done_at.date())]
    parts += [inert(row[name]) for name in ("done_by", "note") if row[name]]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(" · ".join(parts), width="content")
        if visitor().may("write") and st.button(
            t("Undo"), icon=":material/undo:", type="tertiary", key=f"call_undo_{key}_{done_at:%Y%m%d%H%M%S%f}"
        ):
            with store.writing("write") as own:
                calls.take_back(own, key, done_at)
            st.rerun()
