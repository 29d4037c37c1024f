"""Rows as a file for a spreadsheet: their columns, and CSV with translated heads and nothing in it that can act.

A text that begins like a formula is written with a leading ' (which a spreadsheet shows). XLSX is in workbook.py.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Kind = Literal["text", "count", "decimal", "money", "share", "day", "time"]


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


def values(series: pd.Series, column: Column) -> list[Any]:
    """The values as Python's own: None where missing, codes as words, days as dates."""
    known = [None if missing else value for value, missing in zip(series.tolist(), series.isna().tolist(), strict=True)]
    if column.words:
        return [column.words.get(value, value) for value in known]
    if column.kind == "text":
        return [value if value is None or type(value) is str else str(value) for value in known]
    return known


def _csv_values(series: pd.Series, column: Column) -> list[Any]:
    """The values as they are written; the writer of the file makes nothing of None."""
    found = values(series, column)
    match column.kind:
        case "text":
            return [value if value is None else safe(value) for value in found]
        case "money":
            return [value if value is None else f"{value:.2f}" for value in found]
        case "day":
            return [value if value is None else value.isoformat()[:10] for value in found]
        case "time":
            return [value if value is None else value.isoformat(" ")[:16] for value in found]
    return found
