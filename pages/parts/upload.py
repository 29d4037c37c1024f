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
from crm_core.errors import Question, UserError
from crm_core.plan_examples import Reading, readings
from pages.parts import store
from pages.parts.words import t

SECONDS_KEPT = 24 * 60 * 60
_UPLOADS = "uploads"
_ROUND = "upload_round"  # a new uploader each round, so that the browser's copy is let go


@dataclass(eq=False)
class Upload:
    """One file under way. plan: how it will be read; error: why it cannot be. Its copy goes when this object goes."""

    file_name: str
    path: Path
    plan: intake.Plan | None = None
    error: UserError | None = None
    question: Question | None = None  # asked by the rows themselves when the file was checked
    readings: dict[str, Reading] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid4().hex[:12])

    def __post_init__(self) -> None:
        weakref.finalize(self, self.path.unlink, missing_ok=True)

    def look(self) -> None:
        """Find out what the file is."""
        try:
            self._follow(intake.recognise(intake.inspect(self.path, self.file_name)))
        except UserError as error:
            self.error = error

    def is_same_as(self, other: "Upload") -> bool:
        """Whether both are the same file: equal content, or two of one name that cannot be read."""
        if self.plan and other.plan:
            return self.plan.shape.fingerprint == other.plan.shape.fingerprint
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
    """Take one file off the list and delete its copy."""
    st.session_state[_UPLOADS] = [each for each in uploads() if each is not upload]
    upload.path.unlink(missing_ok=True)


def put_all_away() -> None:
    """Empty the list and delete the copies."""
    for each in uploads():
        put_away(each)


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
    if files:
        with st.spinner(t("Looking at the files …"), show_time=False):
            take_in(files)
        st.session_state[_ROUND] = number + 1
        st.session_state.pop("loaded", None)
        st.rerun()


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
    return t("or drop them here: CSV, TSV, TXT or GZ, up to {n} MB each", n=megabytes)


def take_in(files: Sequence[UploadedFile]) -> None:
    """Keep a copy of each file and look at it; the same file again takes the earlier one's place."""
    folder = uploads_folder()
    clean(folder)
    for file in files:
        upload = Upload(file.name, _copied(file, folder))
        upload.look()
        for same in [each for each in uploads() if each.is_same_as(upload)]:
            put_away(same)
        uploads().append(upload)


def uploads_folder() -> Path:
    """Where copies of uploads are kept while they are under way."""
    folder = Path(os.environ.get("CRM_UPLOADS") or store.OWN_DATABASE.parent / "uploads")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _copied(file: UploadedFile, folder: Path) -> Path:
    """A copy under a name of our own; the file's own name is never part of a path."""
    handle, name = tempfile.mkstemp(prefix="upload-", dir=folder)
    with os.fdopen(handle, "wb") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy, 1 << 20)
    return Path(name)


def clean(folder: Path, now: float | None = None) -> None:
    """Delete copies that a process has left behind more than a day ago."""
    oldest = (time.time() if now is None else now) - SECONDS_KEPT
    for path in folder.glob("upload-*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
