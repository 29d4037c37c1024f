"""What stands in the place of a page while the database is damaged: why, and for the owner the way out of it."""

from contextlib import suppress
from datetime import datetime, timedelta

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from crm_core import backup_files, logs, passwords, rescue, sign_ins
from crm_core.access import Visitor
from crm_core.audit import Actor
from crm_core.database_faults import DamagedError
from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.passwords import Throttle
from pages.parts import backup_names, backups_made, shops, trail, visitors
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.words import t

# The sign-in writes into the database, which cannot be: the owner's password is asked for here, with its own throttle.
_GUESSES = Throttle(5, timedelta(minutes=15))
_PASSED = "rescue_allowed"
_DRAWN = "rescue_drawn"  # session state: the run in which the card was drawn


def rescue_card(error: DamagedError) -> None:
    """The sentence, and the way out for who may take it; once in a run, in which several parts fail for one reason."""
    context = get_script_run_ctx()
    run = None if context is None else context.cursors  # another object in each run
    if run is not None and st.session_state.get(_DRAWN) is run:
        return
    st.session_state[_DRAWN] = run
    st.error(inert(said(error)), icon=":material/error:")
    if _may():
        with st.container(border=True, gap="small"):
            _offer()


def _may() -> bool:
    """Whether the owner looks: by sign-in or place, else by the password, which is asked for."""
    try:
        if visitors.visitor().may("keep"):
            return True
        password = visitors.rules().owner_password
    except UserError:
        password = visitors.rules().owner_password
    if st.session_state.get(_PASSED) and password:
        return True
    if not password or visitors.share_token():
        return False
    with st.form("rescue_password", border=False):
        given = st.text_input(t("The owner's password"), type="password")
        return st.form_submit_button(t("Go on")) and _is_right(given, password)


def _is_right(given: str, kept: str) -> bool:
    if _GUESSES.wait("owner", datetime.now()) is not None:
        st.warning(t("Too many wrong passwords. Try again in {minutes} minutes.", minutes=15))
        return False
    if not passwords.matches(given, sign_ins.as_hash(kept)):
        st.warning(t("That is not the password."))
        return False
    _GUESSES.succeeded("owner")
    st.session_state[_PASSED] = True
    return True


def _offer() -> None:
    """Which backup would be taken, and the button."""
    found = backups_made.listed()
    st.markdown(
        t(
            "The damaged file is put aside and stays on the disk. All that can still be read of it is taken over; if "
            "that is not everything, the backup is taken instead."
        )
    )
    chosen = None
    if found:
        names = backup_names.names(found)
        number = st.selectbox(t("Backup"), list(names), format_func=names.__getitem__, key="rescue_backup")
        chosen = next(each for each in found if each.number == number)
    else:
        st.markdown(t("There is no backup on this machine: if not everything can be read, the shop begins empty."))
    if st.button(t("Put the file aside and go on"), type="primary", icon=":material/healing:", key="rescue"):
        _go(chosen)


def _go(chosen: backup_files.Backup | None) -> None:
    with st.spinner(t("Opening the shop …"), show_time=False):
        by = _by()
        shops.let_go()
        done = rescue.rescue(shops.path_of("own"), chosen.path if chosen else None, by, datetime.now())
    logs.say("rescued", role=by.role, status=done.came_from)
    st.session_state["rescued"] = done.came_from
    if visitors.visitor().sees("data"):
        st.switch_page("pages/data.py")  # which says what it has come to
    st.rerun()


def _by() -> Actor:
    """Who goes on: who is signed in, else whoever knows the owner's password."""
    with suppress(UserError):
        if visitors.visitor().may("keep"):
            return trail.by(visitors.visitor())
    return trail.by(Visitor("owner"))


SAID = {
    "itself": _("The damaged file was put aside. Everything in it could be read: nothing is lost."),
    "backup": _("The damaged file was put aside, and the backup is in its place. Load again what came after it."),
    "nothing": _("The damaged file was put aside. There was no backup: load your exports again."),
}


def say_rescued() -> None:
    """Once, what a rescue has come to."""
    if came_from := st.session_state.pop("rescued", None):
        st.success(t(SAID[came_from]), icon=":material/healing:")
