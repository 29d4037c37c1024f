"""The owner's own copy of everything kept: made with one click, put back with another."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO

import duckdb
import streamlit as st

from crm_core import audit, backups
from crm_core.audit import Actor
from crm_core.intake.room import room_for
from crm_core.locale import _
from pages.parts import cards, jobs, shops, store, trail
from pages.parts.backup_list import backup_list
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.upload import uploads_folder
from pages.parts.visitors import visitor
from pages.parts.words import t

SLOT = "restore"
_WRONG, _DONE = "restore_wrong", "restored"  # session state: what the last restore has come to
# Where Streamlit's Community Cloud puts an app: files there may vanish at any time.
_VANISHING = Path("/mount/src")


def not_kept() -> bool:
    """Whether the host may delete the database at any time; CRM_NOT_KEPT=1 says so for other hosts of that kind."""
    return os.environ.get("CRM_NOT_KEPT") == "1" or _VANISHING.is_dir()


def say_not_kept() -> None:
    """What to know before one's own data are loaded where they may vanish."""
    if not_kept() and visitor().may("load"):
        st.warning(
            t(
                "Not kept here: this host may delete its files at any time. Keep your exports, and download a backup "
                "after each upload; with it everything is back in one click."
            ),
            icon=":material/cloud_off:",
        )


def backup_card() -> None:
    """The card, for the owner of an own shop."""
    if not visitor().may("keep"):
        return
    _settle()
    with st.container(border=True, gap="small"):
        cards.titles(
            t("Backup"),
            t("One file with all uploads, settings, segments, notes and links. It holds your customers: keep it safe."),
        )
        if jobs.is_taken(SLOT):
            jobs.show_progress(SLOT)
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            if shops.has_own_data():
                name = f"customer-portfolio-{date.today():%Y-%m-%d}.backup"
                made = partial(_made, store.root("keep", "own"), uploads_folder(), trail.by(visitor()))
                st.download_button(
                    t("Download a backup"), made, file_name=name, mime="application/octet-stream",
                    icon=":material/download:", on_click="ignore", key="backup",
                )  # fmt: skip
            with st.popover(t("Restore"), icon=":material/settings_backup_restore:"):
                _restore()
        if shops.has_own_data():
            backup_list(not not_kept(), _put_back_file)


def _made(root: duckdb.DuckDBPyConnection, folder: Path, by: Actor) -> bytes:
    with tempfile.TemporaryDirectory(prefix="upload-", dir=folder) as place, root.cursor() as own:
        path = Path(place) / "backup"
        backups.back_up(own, path)
        audit.note_alone(own, "backup_made", by, datetime.now())
        return path.read_bytes()


def _restore() -> None:
    file = st.file_uploader(t("A backup"), type=["backup", "duckdb"], key="restore_file")
    sure = st.checkbox(t("It takes the place of everything that is here now."), key="restore_sure")
    ready = file is not None and sure
    if st.button(t("Restore"), type="primary", disabled=not ready, key="restore") and file is not None and sure:
        _begin(file)


def _put_back_file(path: Path) -> None:
    with path.open("rb") as file:
        _begin(file)


def _begin(file: IO[bytes]) -> None:
    """Begin the way back, from a copy: a backup stays as it is."""
    root = store.root("keep", "own")
    handle, name = tempfile.mkstemp(prefix="upload-", dir=uploads_folder())
    try:
        with room_for(t("the backup")), os.fdopen(handle, "wb") as copy:
            shutil.copyfileobj(file, copy)
    except BaseException:
        Path(name).unlink()
        raise
    for key in (_WRONG, _DONE):
        st.session_state.pop(key, None)
    work = partial(_put_back, root, Path(name), shops.fill_history_in_background, trail.by(visitor()))
    jobs.start(SLOT, _("Building the labels"), work)
    st.rerun()


def _put_back(
    root: duckdb.DuckDBPyConnection,
    path: Path,
    then: Callable[[duckdb.DuckDBPyConnection], None],
    by: Actor,
    report: jobs.Report,
) -> int:
    connection = root.cursor()
    try:
        build = backups.restore(
            connection, path, lambda share: report(share, _("Building the labels")),
            lambda own: audit.note(own, "restored", by, datetime.now()),
        )  # fmt: skip
    finally:
        connection.close()
        path.unlink(missing_ok=True)
    then(root)
    return build


def _settle() -> None:
    """Take up what a restore that has ended has brought."""
    job = jobs.take(SLOT)
    if job is not None and job.error:
        st.session_state[_WRONG] = inert(said(job.error))
    elif job is not None and job.failed:
        text = t(
            "Nothing has been changed, and everything is as it was. The server's log says where it failed (reference "
            "{reference}).",
            reference=job.reference,
        )
        st.session_state[_WRONG] = text
    elif job is not None:
        st.session_state[_DONE] = True
        store.show_shop("own")
        st.rerun()
    if wrong := st.session_state.get(_WRONG):
        st.error(wrong, icon=":material/error:")
    elif st.session_state.pop(_DONE, None):
        st.success(
            t(
                "Everything is as the backup has it; share links withdrawn since stay withdrawn, and sign-ins are as "
                "they were."
            ),
            icon=":material/check_circle:",
        )
