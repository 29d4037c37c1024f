"""The list of customers as files for a spreadsheet, made when they are asked for."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from crm_core import exporting
from crm_core.queries import customers
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order, Totals
from crm_core.queries.scope import Scope
from pages.parts import customer_columns, store, words
from pages.parts.words import t, tn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(found: Totals, scope: Scope, chosen: Filters, names: tuple[str, ...], order: Order) -> None:
    """All rows found, with the chosen columns, as files; they are made when clicked."""
    day = scope.as_of.isoformat()
    with st.popover(t("Download"), icon=":material/download:", disabled=not found.customers):
        st.caption(tn("{n} row with the columns chosen.", "{n} rows with the columns chosen.", found.customers))
        st.download_button(
            "CSV", maker("csv", scope, chosen, names, order), file_name=f"customers-{day}.csv", mime="text/csv",
            on_click="ignore", icon=":material/csv:", key="customers_csv", width="stretch",
        )  # fmt: skip
        st.download_button(
            "XLSX", maker("xlsx", scope, chosen, names, order), file_name=f"customers-{day}.xlsx", mime=XLSX,
            on_click="ignore", icon=":material/table:", key="customers_xlsx", width="stretch",
        )  # fmt: skip
        most = exporting.XLSX_ROWS_AT_MOST
        if found.customers > most:
            st.caption(t("XLSX holds the first {n} rows in this order; CSV holds all.", n=words.count(most)))


def maker(
    form: Literal["csv", "xlsx"], scope: Scope, chosen: Filters, names: tuple[str, ...], order: Order
) -> Callable[[], bytes]:
    """A function that makes the file. It runs outside of a page's run, so words and connection go along."""
    root, columns, sheet = store.root(), customer_columns.exported(names), t("Customers")

    def make() -> bytes:
        own = root.cursor()
        try:
            if form == "csv":
                return exporting.csv_bytes(customers.chunks(own, scope, chosen, names, order), columns)
            most = exporting.XLSX_ROWS_AT_MOST
            return exporting.xlsx_bytes(customers.chunks(own, scope, chosen, names, order, most), columns, sheet)
        finally:
            own.close()

    return make
