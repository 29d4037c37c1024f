"""A page's list as files, made when they are asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import duckdb
import pandas as pd

from crm_core import exporting, workbook
from crm_core.exporting import Column, csv_chunks
from crm_core.parquet import parquet_chunks
from crm_core.queries.scope import Scope
from pages.parts import customer_columns, file_buttons, store, trail, visitors
from pages.parts.definitions import definitions
from pages.parts.tables import Column as Shown
from pages.parts.tables import Form

Frames = Callable[[duckdb.DuckDBPyConnection], Iterable[pd.DataFrame]]
Read = Callable[[], Iterator[pd.DataFrame]]
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


def downloads(name: str, sheet: str, wanted: list[Column], frames: Frames, scope: Scope | None = None) -> None:
    """Buttons for files of all rows that frames(connection) gives. name: of the file, without its ending.

    scope: the month and the parts of the shop that the rows are of, where they are of one.
    """
    files = file_buttons.Files(
        name,
        lambda: _stream(csv_chunks, wanted, _reader(frames, name)),
        lambda: _stream(parquet_chunks, wanted, _reader(frames, name)),
        lambda: _xlsx(sheet, wanted, _reader(frames, name), scope),
    )
    file_buttons.downloads(name, files)


def _stream(
    chunks: Callable[[Iterable[pd.DataFrame], list[Column]], Iterator[bytes]], wanted: list[Column], read: Read
) -> file_buttons.Stream:
    """A function that makes the file piece by piece, outside of a page's run."""
    return lambda: chunks(read(), wanted)


def _xlsx(sheet: str, wanted: list[Column], read: Read, scope: Scope | None) -> Callable[[], bytes]:
    told = definitions(wanted, customer_columns.helps(), scope)
    return lambda: workbook.xlsx_bytes(read(), wanted, sheet, told)


def _reader(frames: Frames, name: str) -> Read:
    """Reads the rows on a cursor of its own, as this visitor may see them; the audit trail is told."""
    who = visitors.require("download")
    opener = store.opener()

    def read() -> Iterator[pd.DataFrame]:
        with opener() as own:
            yield from frames(own)

    return trail.counted(read, trail.noter(store.shop(), who), name)
