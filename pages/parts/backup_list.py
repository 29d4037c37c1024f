"""The backups that lie on this machine: how often one is made, which there are, and the way back to one of them."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import streamlit as st

from crm_core import audit, backup_files
from crm_core.backup_files import Backup, Schedule
from crm_core.database import COPY_BEFORE
from crm_core.errors import UserError
from crm_core.locale import _
from pages.parts import backup_names, backups_made, shops, store, trail, words
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.visitors import visitor
from pages.parts.words import t, tn

EVERY = {"off": _("Never"), "daily": _("Each day"), "weekly": _("Each week")}
BYTES_A_MEGABYTE = 1_000_000


def backup_list(is_kept_here: bool, restore: Callable[[Path], None]) -> None:
    """The part of the card about this machine. restore(path) begins the way back to a backup."""
    st.markdown(f"**{t('Backups on this machine')}**")
    found = backups_made.listed()
    st.caption(_about(found, is_kept_here))
    if (fault := backups_made.failure()) is not None:
        st.warning(inert(f"{t('The last backup could not be made.')} {said(fault)}"), icon=":material/warning:")
    if copy := store.facts().get(COPY_BEFORE):
        st.caption(
            t(
                "An older version had made this database. A copy of it as it was lies beside it: {name}.",
                name=inert(copy),
            )
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _schedule()
        if st.button(t("Back up now"), icon=":material/save:", key="backup_now"):
            _make_now()
        if found:
            with st.popover(t("Go back to one"), icon=":material/history:"):
                _way_back(found, restore)


def _about(found: list[Backup], is_kept_here: bool) -> str:
    """How many there are and since when, and where; or why they are of no use here."""
    if not is_kept_here:
        return t("This host may delete these too: they do not take the place of a downloaded backup.")
    place = inert(str(Path(backups_made.folder().parent.name, backups_made.folder().name)))
    if not found:
        return t("There is none yet. They will lie in the folder {folder}.", folder=place)
    return tn(
        "{n} in the folder {folder}; the newest is of {when}, {size} MB. They help against a damaged file, not against "
        "a lost disk: download one now and then.",
        "{n} in the folder {folder}; the newest is of {when}, {size} MB. They help against a damaged file, not against "
        "a lost disk: download one now and then.",
        len(found), folder=place, when=backup_names.when(found[0]),
        size=words.decimal(found[0].size / BYTES_A_MEGABYTE, 1),
    )  # fmt: skip


def _schedule() -> None:
    """The choice of the owner, unless the host has chosen."""
    now, is_fixed = backups_made.schedule(), backup_files.is_said_by_host(os.environ)
    names = {code: t(name) for code, name in EVERY.items()}
    every = st.selectbox(
        t("Made by itself"), backup_files.EVERY, index=backup_files.EVERY.index(now.every), disabled=is_fixed,
        format_func=names.__getitem__, key="backup_every", width=150,
        help=t("The host has chosen this.") if is_fixed else t("While the dashboard runs, without stopping anybody."),
    )  # fmt: skip
    keep = st.number_input(
        t("Keep"), 1, backup_files.MOST_KEPT, now.keep, disabled=is_fixed, key="backup_keep", width=120
    )  # fmt: skip
    chosen = Schedule(every, int(keep))
    if chosen != now and not is_fixed:
        with store.root("keep", "own").cursor() as own:
            backup_files.save(own, chosen)


def _make_now() -> None:
    root = store.root("keep", "own")
    try:
        with st.spinner(t("Making a backup …"), show_time=False):
            backups_made.make(root, datetime.now())
    except UserError:
        st.rerun()  # the card says why
    with root.cursor() as own:
        audit.note_alone(own, "backup_made", trail.by(visitor()), datetime.now())
    st.toast(t("The backup is made and has been read again."), icon=":material/check_circle:")
    st.rerun()


def _way_back(found: list[Backup], restore: Callable[[Path], None]) -> None:
    by_number = {each.number: each for each in found}
    names = backup_names.names(found)
    number = st.selectbox(t("A backup"), list(by_number), format_func=names.__getitem__, key="back_to")
    sure = st.checkbox(t("It takes the place of everything that is here now."), key="back_sure")
    if st.button(t("Restore"), type="primary", disabled=not sure, key="go_back") and sure and shops.has_own_data():
        restore(by_number[number].path)
