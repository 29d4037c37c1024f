"""When this visitor looked last, and that there is a look now: written once a visit and build, not at each rerun."""

from datetime import date, datetime

import duckdb
import streamlit as st

from crm_core import visits
from crm_core.building import current_build
from crm_core.visits import Visit
from pages.parts import shops, store, visitors
from pages.parts.visitors import visitor

REMEMBERED = ("viewer", "editor", "owner")  # not strangers, who all are nobody, and not readers of a link
_NOTED = "visit_noted"  # session state: which shop and build the note is of, and the visit before


def visit_before(newest: date) -> Visit | None:
    """The visit before this one, and a note of this one. newest: the newest day of data that is shown.

    None at a first visit, and for visitors whom nobody remembers.
    """
    who = visitor()
    if who.share is not None or who.role not in REMEMBERED:
        return None
    with shops.cursor(store.shop()) as own:
        if visitors.is_acting():  # a file to take along, or a report, is no visit
            return visits.before(own, who.who)
        build = current_build(own)
        noted: tuple[str, int, Visit | None] | None = st.session_state.get(_NOTED)
        if noted is None or noted[:2] != (store.shop(), build):
            noted = (store.shop(), build, _note(own, who.who, build, newest))
            st.session_state[_NOTED] = noted
    return noted[2]


def _note(connection: duckdb.DuckDBPyConnection, who: str, build: int, newest: date) -> Visit | None:
    """One statement, so that nobody waits for a file that is being loaded."""
    try:
        visits.seen(connection, who, datetime.now(), build, newest)
    except duckdb.TransactionException:  # the same visitor came by another window at the same moment
        return visits.before(connection, who)
    return visits.before(connection, who)
