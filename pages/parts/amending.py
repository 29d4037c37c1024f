"""What changes the kept data after loading: in the background, in one transaction with the build, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import duckdb
import streamlit as st

from crm_core import building
from crm_core import settings as settings_module
from crm_core.access import Action
from crm_core.database import transaction
from crm_core.locale import _
from pages.parts import jobs, shops, store
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.words import t

SLOT = "amend"
_LAST = "last_amendment"
Change = Callable[[duckdb.DuckDBPyConnection], Any]


@dataclass(frozen=True)
class Amended:
    """A change that is done. kind: which screen asked for it; outcome: what the change gave back."""

    kind: str
    outcome: Any


def start(kind: str, change: Change, action: Action = "load") -> None:
    """Begin the change, then the build; `change` gets a connection inside a transaction, and no Streamlit."""
    st.session_state.pop(_LAST, None)
    then = shops.fill_history_in_background
    jobs.start(SLOT, _("Building the labels"), partial(_amend, store.root(action), then, kind, change))
    st.rerun()


def _amend(
    root: duckdb.DuckDBPyConnection,
    then: Callable[[duckdb.DuckDBPyConnection], None],
    kind: str,
    change: Change,
    report: jobs.Report,
) -> Amended:
    connection = root.cursor()
    try:
        with transaction(connection):
            outcome = change(connection)
            building.build_newest(
                connection, settings_module.load(connection), lambda share: report(share, _("Building the labels"))
            )
    finally:
        connection.close()
    then(root)
    return Amended(kind, outcome)


def under_way() -> bool:
    """Whether a change of this visitor is being made: then its progress is shown, and nothing else can be begun."""
    job = jobs.take(SLOT)
    if job:
        st.session_state[_LAST] = job
    if not jobs.is_taken(SLOT):
        return False
    with st.container(border=True):
        jobs.show_progress(SLOT)
    return True


def outcome(kind: str) -> Any:
    """What the last change of this kind gave back, until the next one or `close`; None if there is none.

    What went wrong is said here.
    """
    last: jobs.Job | None = st.session_state.get(_LAST)
    if last is None:
        return None
    if last.error:
        st.error(inert(said(last.error)), icon=":material/error:")
    elif last.failed:
        text = t(
            "Nothing has been changed, and everything is as it was. The server's log says where it failed (reference "
            "{reference}).",
            reference=last.reference,
        )
        st.error(text, icon=":material/error:")
    elif last.outcome.kind == kind:
        return last.outcome.outcome
    return None


def close() -> None:
    """Say no more of the last change."""
    st.session_state.pop(_LAST, None)
