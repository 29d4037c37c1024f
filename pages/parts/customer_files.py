"""The list of customers as files, made when they are asked for."""

from collections.abc import Callable, Iterator
from typing import Literal

import pandas as pd

from crm_core import workbook
from crm_core.exporting import csv_chunks
from crm_core.parquet import parquet_chunks
from crm_core.queries import customers
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order, Totals
from crm_core.queries.scope import Scope
from pages.parts import customer_columns, file_buttons, store, trail, visitors, why, words
from pages.parts.definitions import definitions
from pages.parts.file_buttons import XLSX as XLSX
from pages.parts.file_buttons import Stream
from pages.parts.words import t, tn

Ending = Literal["csv", "parquet", "xlsx"]


def downloads(
    found: Totals, scope: Scope, chosen: Filters, names: tuple[str, ...], order: Order, sheet: str, file_name: str
) -> None:
    """All rows found, with the chosen columns, as files; they are made when clicked. file_name: without its ending."""
    captions = [tn("{n} row with the columns chosen.", "{n} rows with the columns chosen.", found.customers)]
    most = workbook.ROWS_AT_MOST
    if found.customers > most:
        captions.append(t("XLSX holds the first {n} rows in this order; CSV holds all.", n=words.count(most)))
    wanted = (scope, chosen, names, order)
    files = file_buttons.Files(
        file_name,
        lambda: stream("csv", *wanted),
        lambda: stream("parquet", *wanted),
        lambda: maker("xlsx", *wanted, sheet),
        tuple(captions),
        disabled=not found.customers,
    )
    file_buttons.downloads("customers", files)


def stream(
    ending: Literal["csv", "parquet"], scope: Scope, chosen: Filters, names: tuple[str, ...], order: Order
) -> Stream:
    """A function that makes the file piece by piece, outside of a page's run."""
    frames, columns = _frames(scope, chosen, names, order, None), customer_columns.exported(names)
    chunks = csv_chunks if ending == "csv" else parquet_chunks
    return lambda: chunks(frames(), columns)


def maker(
    form: Ending, scope: Scope, chosen: Filters, names: tuple[str, ...], order: Order, sheet: str = ""
) -> Callable[[], bytes]:
    """A function that makes the whole file, outside of a page's run."""
    if form != "xlsx":
        pieces = stream(form, scope, chosen, names, order)
        return lambda: b"".join(pieces())
    frames, columns = (
        _frames(scope, chosen, names, order, workbook.ROWS_AT_MOST),
        customer_columns.exported(names),
    )
    sheet = sheet or t("Customers")
    told = definitions(columns, customer_columns.helps(), scope, chosen)
    return lambda: workbook.xlsx_bytes(frames(), columns, sheet, told)


def _frames(
    scope: Scope, chosen: Filters, names: tuple[str, ...], order: Order, at_most: int | None
) -> Callable[[], Iterator[pd.DataFrame]]:
    """Reads the rows on cursors of its own, as this visitor may see them; what it needs of the page goes along."""
    who = visitors.require("download")
    opener, told = store.opener(), customer_columns.told(names)
    settings, writer = store.settings_told(), why.writer()

    def frames() -> Iterator[pd.DataFrame]:
        with opener() as own, opener() as beside:
            found = customers.chunks(own, scope, chosen, customer_columns.asked(names), order, at_most)
            yield from why.chunks_with_why(beside, found, scope.as_of, told, settings, writer) if told else found

    return trail.counted(frames, trail.noter(store.shop(), who), "customers")
