"""Rows as an XLSX workbook: numbers and days as such, labels in their colours, and a sheet that says what they mean.

A text that begins like a formula is written as a text: a string cell with the "quote prefix", which is the leading '
as a spreadsheet itself keeps it: not shown.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd
import xlsxwriter
from babel.numbers import get_currency_symbol
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crm_core.charts import theme
from crm_core.charts.theme import Look
from crm_core.exporting import FORMULA_STARTS, Column, Kind, values
from crm_core.takeaway.meanings import Meaning

ROWS_AT_MOST = 200_000
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
# The name in the first column is what one looks for; a column of sentences is read, not compared.
FIRST_WIDTH, SENTENCE_WIDTH, SENTENCE = 30, 60, 60
TINT = 0.82  # of white in the colour behind a label: the text on it stays black on white
SAMPLE = 200  # rows looked at for the width of a column
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}


@dataclass(frozen=True)
class Definitions:
    """The second sheet, written already: its name, what the rows are (name, value), what columns and labels mean.

    counted: the words for the number of rows and for the sum of a column, with {column}; "" leaves them out.
    """

    sheet: str
    facts: tuple[tuple[str, str], ...] = ()
    meanings: tuple[Meaning, ...] = ()
    counted: tuple[str, str] = ("", "")
    currency: str = ""
    language: str = "en"


@dataclass
class _Sums:
    """What is counted while the rows are written: rows, and the sum of each column of money."""

    rows: int = 0
    money: dict[int, Decimal] = field(default_factory=dict)


def xlsx_bytes(
    frames: Iterable[pd.DataFrame], columns: list[Column], sheet: str, definitions: Definitions | None = None
) -> bytes:
    """A workbook of at most ROWS_AT_MOST rows below a frozen head with filters; with definitions, their sheet too."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS | {"default_date_format": FORMATS["day"]}) as book:
        page = book.add_worksheet(_sheet_name(sheet, ()))
        sums = _write_list(book, page, frames, columns, definitions)
        if definitions is not None:
            beside = book.add_worksheet(_sheet_name(definitions.sheet, (page.get_name(),)))
            _write_definitions(book, beside, definitions, columns, sums)
    return file.getvalue()


def _write_list(
    book: xlsxwriter.Workbook,
    page: Worksheet,
    frames: Iterable[pd.DataFrame],
    columns: list[Column],
    definitions: Definitions | None,
) -> _Sums:
    page.freeze_panes(1, 1 if len(columns) > 1 else 0)
    page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    numbers = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"})
    # Widths come before the rows, which are gone from memory as they are written: the first rows tell them.
    rows = iter(frames)
    first = next(rows, None)
    for place, column in enumerate(columns):
        page.set_column(place, place, _width(place, column, first))
        page.write_string(0, place, column.title, head if column.kind in ("text", "day", "time") else numbers)
    sums = _write_rows(page, _chained(first, rows), columns, _Cells(book, definitions))
    page.autofilter(0, 0, max(sums.rows, 1), max(len(columns) - 1, 0))
    return sums


def _chained(first: pd.DataFrame | None, rest: Iterable[pd.DataFrame]) -> Iterable[pd.DataFrame]:
    if first is not None:
        yield first
    yield from rest


def _width(place: int, column: Column, first: pd.DataFrame | None) -> int:
    if column.kind != "text":
        return WIDTHS[column.kind]
    if first is not None and any(len(str(value)) > SENTENCE for value in first[column.name].head(SAMPLE)):
        return SENTENCE_WIDTH
    return FIRST_WIDTH if place == 0 else WIDTHS["text"]


class _Cells:
    """The formats of a book, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, definitions: Definitions | None) -> None:
        self.book = book
        patterns = dict(FORMATS)
        if definitions is not None and definitions.currency:
            patterns["money"] = money_pattern(definitions.currency, definitions.language)
        self.plain = {kind: book.add_format({"num_format": pattern}) for kind, pattern in patterns.items()}
        self.quoted = book.add_format({"num_format": FORMATS["text"], "quote_prefix": True})
        self.labels: dict[tuple[str, Any], Format] = {}

    def of_text(self, text: str, column: Column, code: Any) -> Format:
        """The format of a text, with the colour of the label that it is the word for."""
        if text.startswith(FORMULA_STARTS):
            return self.quoted
        if column.name not in theme.FIELDS or code not in column.words:
            return self.plain["text"]
        found = self.labels.get((column.name, code))
        if found is None:
            colour = tinted(theme.colour(column.name, code, Look()))
            found = self.book.add_format({"num_format": FORMATS["text"], "bg_color": colour})
            self.labels[column.name, code] = found
        return found


def _write_rows(page: Worksheet, frames: Iterable[pd.DataFrame], columns: list[Column], cells: _Cells) -> _Sums:
    sums = _Sums()
    for frame in frames:
        codes = [_codes(frame, column) for column in columns]
        for place, row in enumerate(zip(*(values(frame[column.name], column) for column in columns), strict=True)):
            if sums.rows == ROWS_AT_MOST:
                return sums
            sums.rows += 1
            for across, (value, column) in enumerate(zip(row, columns, strict=True)):
                if isinstance(value, str):
                    form = cells.of_text(value, column, codes[across][place] if codes[across] else None)
                    page.write_string(sums.rows, across, value, form)
                elif value is not None and column.kind in ("day", "time"):
                    page.write_datetime(sums.rows, across, value, cells.plain[column.kind])
                elif value is not None:
                    page.write_number(sums.rows, across, value, cells.plain[column.kind])
                    if column.kind == "money":
                        sums.money[across] = sums.money.get(across, Decimal(0)) + Decimal(str(value))
    return sums


def _codes(frame: pd.DataFrame, column: Column) -> list[Any]:
    """The codes behind the words of a label; empty for what is none."""
    if column.name not in theme.FIELDS or not column.words:
        return []
    series = frame[column.name]
    return [None if missing else value for value, missing in zip(series.tolist(), series.isna().tolist(), strict=True)]


def _write_definitions(
    book: xlsxwriter.Workbook, page: Worksheet, told: Definitions, columns: Sequence[Column], sums: _Sums
) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 110)
    name = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    group = book.add_format({"bold": True, "bottom": 1, "font_size": 13})
    money = book.add_format({"num_format": _Cells(book, told).plain["money"].num_format, "align": "left", "bold": True})
    count = book.add_format({"num_format": FORMATS["count"], "align": "left", "bold": True})
    row = 0
    for word, value in told.facts:
        row = _line(page, row, word, value, name, text)
    if told.counted[0]:
        page.write_string(row, 0, told.counted[0], name)
        page.write_number(row, 1, sums.rows, count)
        row += 1
    for across, total in sums.money.items() if told.counted[1] else ():
        page.write_string(row, 0, told.counted[1].format(column=columns[across].title), name)
        page.write_number(row, 1, total, money)
        row += 1
    last = None
    for meaning in told.meanings:
        if meaning.group != last:
            row += 1
            page.write_string(row, 0, meaning.group, group)
            page.write_string(row, 1, "", group)
            row, last = row + 1, meaning.group
        row = _line(page, row, meaning.word, meaning.text, name, text)


def _line(page: Worksheet, row: int, word: str, value: str, name: Format, text: Format) -> int:
    page.write_string(row, 0, word, name)
    page.write_string(row, 1, value, text)
    return row + 1


def money_pattern(currency: str, language: str) -> str:
    """The number format of money in a currency: "€"#,##0.00, with the sign before a negative one."""
    symbol = get_currency_symbol(currency, locale=language).replace('"', "")
    return f'"{symbol}"#,##0.00;-"{symbol}"#,##0.00'


def tinted(colour: str) -> str:
    """A light tint of a colour written as #RRGGBB."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * TINT):02X}" for part in parts)


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name that Excel takes: 31 characters, none of []:*?/\\ and no ' at its ends, none twice whatever its case."""
    allowed = "".join(" " if character in "[]:*?/\\" else character for character in name)[:31].strip(" '") or "1"
    return allowed if allowed.lower() not in [one.lower() for one in taken] else f"{allowed[:29]} 2"
