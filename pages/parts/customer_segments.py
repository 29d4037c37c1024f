"""Saved segments on the Customers page: save what is chosen under a name, open one, rename it, delete it."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime

import streamlit as st

from crm_core import segments
from crm_core.errors import UserError
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions, Segment
from pages.parts import store, ways
from pages.parts.customer_choice import SEGMENT, Choice, filters, is_linked
from pages.parts.filters import choose
from pages.parts.guard import guard
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.visitors import visitor
from pages.parts.words import t

_NAME, _NEW_NAME, _SURE = "segment_name", "segment_new_name", "segment_sure"
_WRONG = "segment_wrong"  # session state: what was wrong with the name just given


def opened() -> Segment | None:
    """The segment that a link names. To be asked before the header is drawn: a segment sets its filters too."""
    if not is_linked() or not (wanted := st.query_params.get(SEGMENT)):
        return None
    found = next((segment for segment in all_saved() if segment.segment_id == wanted), None)
    if found is None:
        st.info(t("There is no such segment any more. The link may be old."), icon=":material/bookmark_remove:")
        return None
    kept = found.conditions
    for field, values in (("region", kept.regions), ("kind", kept.kinds), ("owner", kept.owners)):
        choose(field, values)
    return found


def all_saved() -> list[Segment]:
    """All segments by name, as they are now."""
    with store.cursor() as own:
        return segments.saved(own)


def on_show(kept: Choice, scope: Scope) -> Segment | None:
    """The segment whose conditions are those on show; the choice remembers it."""
    now = segments.written(_present(kept, scope))
    same = [] if now == "{}" else [one for one in all_saved() if segments.written(one.conditions) == now]
    found = next((one for one in same if one.segment_id == kept.segment), same[0] if same else None)
    kept.segment = found.segment_id if found else ""
    return found


def _present(kept: Choice, scope: Scope) -> Conditions:
    return Conditions(filters(kept), scope.regions, scope.kinds, scope.owners)


def segment_box(kept: Choice, scope: Scope, shown: Segment | None) -> None:
    """The popover of segments."""
    saved, may_save = all_saved(), visitor().may("write")
    if not saved and not may_save:
        return
    title = inert(shown.name) if shown else t("Segments")
    with st.popover(title, icon=":material/bookmark:", type="primary" if shown else "secondary"):
        if wrong := st.session_state.pop(_WRONG, ""):
            st.error(wrong, icon=":material/error:")
        if saved:
            _open(saved, shown)
        if may_save and shown is None:
            _save(kept, scope, bool(saved))
        elif may_save and shown is not None:
            ways.link(
                "pages/sharing.py", label=t("Share this segment"), icon=":material/share:",
                parameters={"what": f"segment:{shown.segment_id}"},
            )  # fmt: skip
            _change(shown)


def remarks(kept: Choice, shown: Segment | None) -> None:
    """What of an opened segment could not be understood, so that more customers are shown than were meant."""
    passed_over = (*(shown.passed_over if shown else ()), *kept.gone)
    if passed_over:
        st.caption(
            ":orange[:material/warning:] "
            + t("Passed over, because nobody has it or this version does not know it: {names}.",
                names=inert(t(", ").join(passed_over)))
        )  # fmt: skip


def file_name(shown: Segment | None, scope: Scope) -> str:
    """The name of a file with these customers, without its ending: letters and digits of any script, and hyphens."""
    name = re.sub(r"[^\w]+", "-", shown.name).strip("-_")[:60] if shown else ""
    return f"{name or 'customers'}-{scope.as_of.isoformat()}"


def _open(saved: list[Segment], shown: Segment | None) -> None:
    names = {segment.segment_id: segment.name for segment in saved}
    st.session_state["segment_open"] = shown.segment_id if shown else None

    def keep() -> None:
        if chosen := st.session_state["segment_open"]:
            st.query_params[SEGMENT] = chosen

    st.selectbox(
        t("Open a segment"), list(names), format_func=names.__getitem__, key="segment_open", on_change=keep,
        index=None, placeholder=t("Choose a segment"), width=320,
    )  # fmt: skip


def _save(kept: Choice, scope: Scope, has_some: bool) -> None:
    present = _present(kept, scope)
    if present == Conditions():
        st.caption(
            t("Choose labels or conditions, then save them here as another segment.")
            if has_some
            else t("A segment is what you choose here, kept under a name. Choose labels or conditions first.")
        )
        return
    st.text_input(t("Save what is shown as"), key=_NAME, max_chars=segments.NAME_AT_MOST, width=320)
    st.button(
        t("Save"), icon=":material/bookmark_add:", key="segment_save",
        on_click=lambda: _try(lambda: _keep(kept, present, str(st.session_state[_NAME]))),
    )  # fmt: skip


def _keep(kept: Choice, present: Conditions, name: str) -> None:
    segment_id = secrets.token_hex(4)
    with store.writing("write") as own:
        segments.save(own, segment_id, name, present, datetime.now(), visitor().who)
    kept.segment = segment_id
    st.session_state[_NAME] = ""


def _change(shown: Segment) -> None:
    """Another name, or none."""
    key = f"{_NEW_NAME}_{shown.segment_id}"
    st.text_input(
        t("Its name"), shown.name, key=key, max_chars=segments.NAME_AT_MOST, width=320,
        on_change=lambda: _try(lambda: _rename(shown, str(st.session_state[key]))),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        sure = st.checkbox(t("I am sure"), key=f"{_SURE}_{shown.segment_id}")
        st.button(
            t("Delete this segment"), icon=":material/delete:", type="tertiary", disabled=not sure,
            key="segment_delete", on_click=lambda: _try(lambda: _delete(shown)),
        )  # fmt: skip
    st.caption(t("Its customers stay as they are."))


def _rename(shown: Segment, name: str) -> None:
    with store.writing("write") as own:
        segments.rename(own, shown.segment_id, name)


def _delete(shown: Segment) -> None:
    with store.writing("write") as own:
        segments.delete(own, shown.segment_id)


def _try(work: Callable[[], None]) -> None:
    """Do what a click asks for; what is wrong with it is said in the popover."""
    with guard():
        try:
            work()
        except UserError as error:
            st.session_state[_WRONG] = inert(said(error))
