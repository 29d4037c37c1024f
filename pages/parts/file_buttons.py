"""The buttons that give a list as a file: streamed by the server where it can, else made in memory when clicked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from crm_core.locale import _
from hosting import tickets
from pages.parts.guard import guard
from pages.parts.visitors import visitor
from pages.parts.words import t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"

# What the server says where a link does not work any more.
USED_UP = _("This download link has been used or is too old. Go back to the page and click the button again.")

Stream = Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Files:
    """A list as files, name: of the files without their ending; each part makes a function that makes the file.

    Those functions run outside of a page's run. They are asked for only when the visitor opens the buttons.
    """

    name: str
    csv: Callable[[], Stream]
    parquet: Callable[[], Stream]
    xlsx: Callable[[], Callable[[], bytes]]
    captions: tuple[str, ...] = ()
    disabled: bool = False


def downloads(key: str, files: Files) -> None:
    """The buttons behind one button; nothing for who may not take files along."""
    if not visitor().may("download"):
        return
    if tickets.is_served():
        st.fragment(_streamed)(key, files)
        return
    with st.popover(t("Download"), icon=":material/download:", disabled=files.disabled):
        for caption in files.captions:
            st.caption(caption)
        made = files.csv()
        _button("csv", CSV, ":material/csv:", lambda: b"".join(made()), key, files)
        _button("xlsx", XLSX, ":material/table:", files.xlsx(), key, files)


def _streamed(key: str, files: Files) -> None:
    """With tickets for files that are streamed; opening the buttons runs only this, and so does a click."""
    with guard():
        box = st.popover(
            t("Download"), icon=":material/download:", disabled=files.disabled, key=f"files_{key}", on_change="rerun"
        )
        if not box.open:
            return
        with box:
            for caption in files.captions:
                st.caption(caption)
            _link("csv", CSV, ":material/csv:", files.csv(), key, files)
            _link("parquet", PARQUET, ":material/data_object:", files.parquet(), key, files)
            _button("xlsx", XLSX, ":material/table:", files.xlsx(), key, files)


def _link(ending: str, mime: str, icon: str, make: Stream, key: str, files: Files) -> None:
    """A link that works once; a click runs the buttons again, which makes a new one."""
    path = tickets.issue(make, f"{files.name}.{ending}", mime, datetime.now())
    title = "CSV" if ending == "csv" else "Parquet"
    st.link_button(title, path, icon=icon, key=f"{key}_{ending}", on_click="rerun", width="stretch")


def _button(ending: str, mime: str, icon: str, make: Callable[[], bytes], key: str, files: Files) -> None:
    st.download_button(
        ending.upper(), make, file_name=f"{files.name}.{ending}", mime=mime, icon=icon, on_click="ignore",
        key=f"{key}_{ending}", width="stretch",
    )  # fmt: skip
