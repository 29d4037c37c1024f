"""The list of customers as files for a spreadsheet, made when they are asked for."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from crm_core import exporting
from crm_core.queries import customers
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order, Totals
from crm_core.queries.scope import Scope
from pages.parts import customer_columns, store, why, words
from pages.parts.words import t, tn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(
    found: Totals, scope: Scope, chosen: Filters, names: tuple[str, ...], order: Order, sheet: str, file_name: str
) -> None:
    """All rows found, with the chosen columns, as files; they are made when clicked. file_name: without its ending."""
    with st.popover(t("Download"), icon=":material/download:", disabled=not found.customers):
        st.caption(tn("{n} row with the columns chosen.", "{n} rows with the columns chosen.", found.customers))
        st.download_button(
            "CSV", maker("csv", scope, chosen, names, order), file_name=f"{file_name}.csv", mime="text/csv",
            on_click="ignore", icon=":material/csv:", key="customers_csv", width="stretch",
        )  # fmt: skip
        st.download_button(
            "XLSX", maker("xlsx", scope, chosen, names, order, sheet), file_name=f"{file_name}.xlsx", mime=XLSX,
            on_click="ignore", icon=":material/table:", key="customers_xlsx", width="stretch",
        )  # fmt: skip
        most = exporting.XLSX_ROWS_AT_MOST
        if found.customers > most:
            st.caption(t("XLSX holds the first {n} rows in this order; CSV holds all.", n=words.count(most)))


def maker(
    form: Literal["csv", "xlsx"],
    scope: Scope,
    chosen: Filters,
    names: tuple[str, ...],
    order: Order,
    sheet: str = "",
) -> Callable[[], bytes]:
    """A function that makes the file. It runs outside of a page's run, so words and connection go along."""
    root, columns, sheet = store.root(), customer_columns.exported(names), sheet or t("Customers")
    told, settings, writer = customer_columns.told(names), store.settings(), why.writer()

    def make() -> bytes:
        own, beside = root.cursor(), root.cursor()
        try:
            most = exporting.XLSX_ROWS_AT_MOST if form == "xlsx" else None
            frames = customers.chunks(own, scope, chosen, customer_columns.asked(names), order, most)
            if told:
                frames = why.chunks_with_why(beside, frames, scope.as_of, told, settings, writer)
            if form == "csv":
                return exporting.csv_bytes(frames, columns)
            return exporting.xlsx_bytes(frames, columns, sheet)
        finally:
            own.close()
            beside.close()

    return make
