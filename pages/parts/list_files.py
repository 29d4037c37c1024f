"""A page's list as files for a spreadsheet, made when they are asked for."""

from collections.abc import Callable, Iterable, Mapping

import duckdb
import pandas as pd
import streamlit as st

from crm_core import exporting
from crm_core.exporting import Column
from pages.parts import store
from pages.parts.customer_files import XLSX
from pages.parts.tables import Column as Shown
from pages.parts.tables import Form
from pages.parts.words import t

Frames = Callable[[duckdb.DuckDBPyConnection], Iterable[pd.DataFrame]]
KINDS: dict[Form, exporting.Kind] = {
    "money": "money", "count": "count", "decimal": "decimal", "share": "share", "bar": "share", "day": "day",
    "month": "day",
}  # fmt: skip


def columns(shown: Mapping[str, Shown], coded: Callable[[str], dict[str | None, str]]) -> list[Column]:
    """The columns of a table as a file takes them. coded: the words for the codes of a field."""
    return [
        Column(name, column.title, KINDS.get(column.form, "text"), coded(column.field) if column.field else {})
        for name, column in shown.items()
    ]


def downloads(name: str, sheet: str, wanted: list[Column], frames: Frames) -> None:
    """Buttons for CSV and XLSX of all rows that frames(connection) gives. name: of the file, without its ending."""
    with st.popover(t("Download"), icon=":material/download:"):
        for form, mime, icon in (("csv", "text/csv", ":material/csv:"), ("xlsx", XLSX, ":material/table:")):
            st.download_button(
                form.upper(), maker(form, sheet, wanted, frames), file_name=f"{name}.{form}", mime=mime, icon=icon,
                on_click="ignore", key=f"{form}_{name}", width="stretch",
            )  # fmt: skip


def maker(form: str, sheet: str, wanted: list[Column], frames: Frames) -> Callable[[], bytes]:
    """A function that makes the file. It runs outside of a page's run, so words and connection go along."""
    root = store.root()

    def make() -> bytes:
        own = root.cursor()
        try:
            if form == "csv":
                return exporting.csv_bytes(frames(own), wanted)
            return exporting.xlsx_bytes(frames(own), wanted, sheet)
        finally:
            own.close()

    return make
