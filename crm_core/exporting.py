"""Rows as a file for a spreadsheet: CSV and XLSX, with translated heads, and nothing in them that can act.

A text that begins like a formula is written as a text: in CSV with a leading ' (which a spreadsheet shows), in XLSX as
a string cell with the "quote prefix", which is the same ' as a spreadsheet itself keeps it: not shown.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX_ROWS_AT_MOST = 200_000

Kind = Literal["text", "count", "decimal", "money", "share", "day", "time"]
FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "decimal": "#,##0.0",
    "money": "#,##0.00",
    "share": "0.0%",
    "day": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}
WIDTHS: dict[Kind, int] = {"text": 18, "count": 11, "decimal": 11, "money": 14, "share": 9, "day": 12, "time": 17}


@dataclass(frozen=True)
class Column:
    """One column of the file: the frame's column, its translated head, what it holds, and the words for its codes.

    Values of kind share are 0–1. Where `words` lacks a code the code itself is written; None has its words under None.
    """

    name: str
    title: str
    kind: Kind = "text"
    words: Mapping[str | None, str] = field(default_factory=dict)


def safe(text: str) -> str:
    """The text, with a leading ' if a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def csv_bytes(frames: Iterable[pd.DataFrame], columns: list[Column]) -> bytes:
    """The whole file of csv_chunks."""
    return b"".join(csv_chunks(frames, columns))


def csv_chunks(frames: Iterable[pd.DataFrame], columns: list[Column]) -> Iterator[bytes]:
    """UTF-8, comma, CRLF; dates as 2025-11-30, numbers unrounded with a point, money to the cent; a piece a frame.

    It begins with a byte order mark: without one Excel takes UTF-8 for the computer's own encoding. The head comes
    with the first rows, so that a question that fails at once leaves no file with a head alone.
    """
    head = codecs.BOM_UTF8 + _lines([[safe(column.title) for column in columns]])
    for frame in frames:
        yield head + _lines(zip(*(_csv_values(frame[column.name], column) for column in columns), strict=True))
        head = b""
    if head:
        yield head


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def xlsx_bytes(frames: Iterable[pd.DataFrame], columns: list[Column], sheet: str) -> bytes:
    """A workbook with one sheet: a frozen head with filters, numbers and dates as such; XLSX_ROWS_AT_MOST rows."""
    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options | {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(_sheet_name(sheet))
        page.freeze_panes(1, 0)
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for place, column in enumerate(columns):
            page.set_column(place, place, WIDTHS[column.kind])
            page.write_string(0, place, column.title, head)
        last = _write_rows(book, page, frames, columns)
        page.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))
    return file.getvalue()


def _write_rows(
    book: xlsxwriter.Workbook, page: Worksheet, frames: Iterable[pd.DataFrame], columns: list[Column]
) -> int:
    plain = {kind: book.add_format({"num_format": pattern}) for kind, pattern in FORMATS.items()}
    quoted = book.add_format({"num_format": FORMATS["text"], "quote_prefix": True})
    last = 0
    for frame in frames:
        for values in zip(*(_values(frame[column.name], column) for column in columns), strict=True):
            if last == XLSX_ROWS_AT_MOST:
                return last
            last += 1
            for place, (value, column) in enumerate(zip(values, columns, strict=True)):
                if value is None:
                    continue
                if isinstance(value, str):
                    form = quoted if value.startswith(FORMULA_STARTS) else plain["text"]
                    page.write_string(last, place, value, form)
                elif column.kind in ("day", "time"):
                    page.write_datetime(last, place, value, plain[column.kind])
                else:
                    page.write_number(last, place, value, plain[column.kind])
    return last


def _values(series: pd.Series, column: Column) -> list[Any]:
    """The values as Python's own: None where missing, codes as words, days as dates."""
    known = [None if missing else value for value, missing in zip(series.tolist(), series.isna().tolist(), strict=True)]
    if column.words:
        return [column.words.get(value, value) for value in known]
    if column.kind == "text":
        return [value if value is None or type(value) is str else str(value) for value in known]
    return known


def _csv_values(series: pd.Series, column: Column) -> list[Any]:
    """The values as they are written; the writer of the file makes nothing of None."""
    values = _values(series, column)
    match column.kind:
        case "text":
            return [value if value is None else safe(value) for value in values]
        case "money":
            return [value if value is None else f"{value:.2f}" for value in values]
        case "day":
            return [value if value is None else value.isoformat()[:10] for value in values]
        case "time":
            return [value if value is None else value.isoformat(" ")[:16] for value in values]
    return values


def _sheet_name(name: str) -> str:
    """A name that Excel takes: 31 characters, none of []:*?/\\ and no ' at its ends."""
    return "".join(" " if character in "[]:*?/\\" else character for character in name)[:31].strip(" '") or "1"
