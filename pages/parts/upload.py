"""Files on their way in: from the browser into a file of our own, looked at once, kept until loaded or put away."""

import json
import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from crm_core import intake
from crm_core import settings as stored_settings
from crm_core.errors import Question, UserError
from crm_core.intake.readable import COPY_PREFIX
from crm_core.intake.room import room_for
from crm_core.plan_examples import Reading, readings
from pages.parts import shops
from pages.parts.inert import inert
from pages.parts.words import t

SECONDS_KEPT = 24 * 60 * 60
_UPLOADS = "uploads"
_ROUND = "upload_round"  # a new uploader each round, so that the browser's copy is let go


@dataclass(eq=False)
class Upload:
    """One table under way. plan: how it will be read; error: why it cannot be.

    `path` is a copy of ours, which goes when this object goes, except where it is `source`: the file of the inbox
    from which it came, which nobody deletes.
    """

    file_name: str
    path: Path
    source: Path | None = None
    plan: intake.Plan | None = None
    error: UserError | None = None
    question: Question | None = None  # asked by the rows themselves when the file was checked
    readings: dict[str, Reading] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid4().hex[:12])

    def __post_init__(self) -> None:
        if self.is_copy:
            weakref.finalize(self, self.path.unlink, missing_ok=True)

    @property
    def is_copy(self) -> bool:
        """Whether the file at `path` is ours to delete."""
        return self.path != self.source

    def look(self) -> None:
        """Find out what the file is; choices made for an earlier one with the same columns hold for it too."""
        try:
            plan = intake.recognise(intake.inspect(self.path, self.file_name))
            with shops.cursor("own") as own:
                plan = intake.recalled(own, replace(plan, time_zone=stored_settings.load(own).time_zone))
            self._follow(plan)
        except UserError as error:
            self.error = error

    def is_same_as(self, other: "Upload") -> bool:
        """Whether both are the same file: equal content, or two of one name that cannot be read."""
        if self.plan and other.plan:
            return self.plan.shape.content_key == other.plan.shape.content_key
        return self.file_name == other.file_name and (self.plan is None or other.plan is None)

    def change(self, **changes: Any) -> None:
        """Read the file in another way: table, format, mapping, date_order, decimal or currency."""
        assert self.plan is not None
        plan = self.plan
        if changes.get("currency") == "":
            plan = replace(plan, currency=None)
        self.question = None
        self._follow(intake.replaced(plan, **changes))

    def _follow(self, plan: intake.Plan) -> None:
        self.plan, self.readings = plan, readings(plan)


def uploads() -> list[Upload]:
    """The visitor's files under way, in the order in which they came."""
    found: list[Upload] = st.session_state.setdefault(_UPLOADS, [])
    return found


def put_away(upload: Upload) -> None:
    """Take one file off the list and delete its copy; a file of the inbox stays where it is."""
    st.session_state[_UPLOADS] = [each for each in uploads() if each is not upload]
    if upload.is_copy:
        upload.path.unlink(missing_ok=True)


def put_all_away() -> None:
    """Empty the list after a load: copies go, and what came from the inbox moves among its loaded files."""
    loaded = {each.source for each in uploads() if each.source and each.plan}
    for each in uploads():
        put_away(each)
    for source in loaded:
        if source.is_file():
            intake.put_among_loaded(source)


def uploader() -> None:
    """The place where files are dropped. What arrives moves to our own list at once."""
    _name_it()
    number = st.session_state.setdefault(_ROUND, 0)
    files = st.file_uploader(
        t("Files of customers, orders, order lines or survey answers"),
        accept_multiple_files=True,
        key=f"uploader_{number}",
        label_visibility="collapsed",
    )
    st.caption(t("Bigger files: copy them into the folder {folder} on this host.", folder=_folder_shown()))
    if files:
        with st.spinner(t("Looking at the files …"), show_time=False):
            take_in(files)
        st.session_state[_ROUND] = number + 1
        st.session_state.pop("loaded", None)
        st.rerun()


def _folder_shown() -> str:
    """The inbox without the way to it, which is nobody's business on a shared host."""
    return inert(str(Path(inbox().parent.name, inbox().name)))


def _name_it() -> None:
    """Write the uploader's two English texts in the visitor's language; all text in this style sheet is our own."""
    button, hint = (json.dumps(text, ensure_ascii=False) for text in (t("Choose files"), _hint()))
    label = '[data-testid="stFileUploaderDropzone"] button p'
    limit = '[data-testid="stFileUploaderDropzoneInstructions"] span'
    st.html(
        f"<style>{label}, {limit} {{font-size: 0 !important}} {limit} {{white-space: normal !important}}"
        f"{label}::after {{content: {button}; font-size: 0.875rem}}"
        f"{limit}::after {{content: {hint}; font-size: 0.8rem}}"
        "</style>"
    )


def _hint() -> str:
    megabytes = st.get_option("server.maxUploadSize")
    return t("or drop them here: CSV, TXT, Excel, ZIP or GZ, up to {n} MB each", n=megabytes)


def take_in(files: Sequence[UploadedFile]) -> None:
    """Keep a copy of each file and look at it; the same file again takes the earlier one's place."""
    folder = uploads_folder()
    clean(folder)
    for file in files:
        _take(_copied(file, folder), file.name, None, folder)


def take_from_inbox(paths: Sequence[Path]) -> None:
    """Look at files where they lie; only what is packed in them is written into our folder."""
    folder = uploads_folder()
    clean(folder)
    for path in paths:
        _take(path, path.name, path, folder)


def inbox() -> Path:
    """The folder where files wait that are too big for the uploader, or come by themselves."""
    return intake.inbox_of(Path(os.environ.get("CRM_DB", shops.OWN_DATABASE)))


def _take(path: Path, file_name: str, source: Path | None, folder: Path) -> None:
    """Put the file under way, or each table that is packed in it; then what it was packed in is not needed."""
    try:
        parts = intake.unpacked(path, file_name, folder)
    except UserError as error:
        _add(Upload(file_name, path, source, error=error))
        return
    if source is None and parts[0].path != path:
        path.unlink()
    for part in parts:
        upload = Upload(part.file_name, part.path, source)
        upload.look()
        _add(upload)


def _add(upload: Upload) -> None:
    for same in [each for each in uploads() if each.is_same_as(upload)]:
        put_away(same)
    uploads().append(upload)


def uploads_folder() -> Path:
    """Where copies of uploads are kept while they are under way."""
    folder = Path(os.environ.get("CRM_UPLOADS") or shops.OWN_DATABASE.parent / "uploads")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _copied(file: UploadedFile, folder: Path) -> Path:
    """A copy under a name of our own; the file's own name is never part of a path."""
    handle, name = tempfile.mkstemp(prefix="upload-", dir=folder)
    try:
        with room_for(file.name), os.fdopen(handle, "wb") as copy:
            file.seek(0)
            shutil.copyfileobj(file, copy, 1 << 20)
    except UserError:
        Path(name).unlink()
        raise
    return Path(name)


def clean(folder: Path, now: float | None = None) -> None:
    """Delete copies that a process has left behind more than a day ago."""
    oldest = (time.time() if now is None else now) - SECONDS_KEPT
    for path in (*folder.glob("upload-*"), *folder.glob(f"{COPY_PREFIX}*")):
        if path.stat().st_mtime >= oldest:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
