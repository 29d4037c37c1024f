"""The rows behind a finding as files for a spreadsheet, made when they are asked for."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm_core import exporting, input_words, workbook
from crm_core.exporting import Column, Kind
from crm_core.intake.reasons import sentence
from crm_core.locale import _
from crm_core.queries import quality_rows
from pages.parts import store, trail
from pages.parts.customer_files import XLSX
from pages.parts.said import said
from pages.parts.visitors import visitor
from pages.parts.words import t

ALL = 2**60
# What the columns of the rows are called and hold; whole numbers are counts.
COLUMNS: dict[str, tuple[str, Kind]] = {
    "order_id": (_("Order number"), "text"),
    "ordered_at": (_("Date"), "time"),
    "amount": (_("Amount"), "money"),
    "refunded": (_("Refunded"), "money"),
    "refund_of": (_("Refund of order"), "text"),
    "same_as": (_("Same as order"), "text"),
    "lines_amount": (_("Sum of its lines"), "money"),
    "customer_id": (_("Customer number"), "text"),
    "name": (_("Name"), "text"),
    "email": (_("E-mail"), "text"),
    "phone": (_("Phone"), "text"),
    "joined_on": (_("Joined on"), "day"),
    "first_purchase": (_("First purchase"), "day"),
    "answered_on": (_("Answered on"), "day"),
    "score": (_("Score"), "decimal"),
    "first_day": (_("From"), "day"),
    "last_day": (_("To"), "day"),
    "days": (_("Days without an order"), "count"),
    "day": (_("Date"), "day"),
    "month": (_("Beginning of the month"), "day"),
    "purchases": (_("Orders"), "count"),
    "usual": (_("Usual"), "count"),
    "net_revenue": (_("Revenue"), "money"),
    "rejected": (_("Rejected"), "count"),
    "why": (_("Reason, with an example"), "text"),
    "values_changed": (_("Values changed"), "count"),
    "first_number": (_("First missing number"), "text"),
    "last_number": (_("Last missing number"), "text"),
    "missing": (_("Numbers missing"), "count"),
    "channel": (_("Channel"), "text"),
    "status": (_("Status"), "text"),
    "currency": (_("Currency"), "text"),
    "file_name": (_("File"), "text"),
    "table_name": (_("What it holds"), "text"),
    "imported_at": (_("Loaded on"), "day"),
}


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with words for codes: why a row was rejected, what a file holds."""
    if "reason" in frame:
        told = zip(frame.pop("reason"), frame.pop("column_name"), frame.pop("example"), strict=True)
        frame["why"] = [said(sentence(reason, column, value)) for reason, column, value in told]
    if "table_name" in frame:
        frame["table_name"] = [t(input_words.TABLES.get(name, name)) for name in frame["table_name"]]
    return frame


def downloads(name: str) -> None:
    """All rows of a finding, as CSV and XLSX."""
    if not visitor().may("download"):
        return
    with st.container(horizontal=True):
        for form, mime, icon in (("csv", "text/csv", ":material/csv:"), ("xlsx", XLSX, ":material/table:")):
            st.download_button(
                form.upper(), _maker(form, name), file_name=f"{name.replace('_', '-')}.{form}", mime=mime, icon=icon,
                on_click="ignore", key=f"{form}_{name}",
            )  # fmt: skip


def _maker(form: str, name: str) -> Callable[[], bytes]:
    """A function that makes the file. It runs outside of a page's run, so words and connection go along."""
    note = trail.noter(store.shop(), visitor())
    opener, heads, sheet = store.opener(), {key: t(title) for key, (title, _kind) in COLUMNS.items()}, t("Data quality")
    kinds = {key: kind for key, (_title, kind) in COLUMNS.items()}
    # The few rows with words in them are made now: their words need the visitor.
    ready = shown(store.ask(quality_rows.rows, name)) if name in ("rejected_rows", "changed_values") else None

    def make() -> bytes:
        own = opener()
        try:
            most = workbook.ROWS_AT_MOST if form == "xlsx" else ALL
            read = trail.counted(lambda: quality_rows.chunks(own, name, most) if ready is None else [ready], note, name)
            frames = read()
            first = next(frames)
            columns = [Column(each, heads[each], kinds[each]) for each in first.columns]
            every = (frame for part in ([first], frames) for frame in part)
            return exporting.csv_bytes(every, columns) if form == "csv" else workbook.xlsx_bytes(every, columns, sheet)
        finally:
            own.close()

    return make
