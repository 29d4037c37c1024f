"""How a sample of text is cut into fields: the delimiter, the header line, the column names, the first rows."""

import csv
import re
from collections import Counter
from dataclasses import dataclass

from crm_core.errors import UserError
from crm_core.intake.vocabulary import known_headers, plain
from crm_core.locale import _

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
DATA_LIKE = re.compile(r"[-+(]?[\d.,:/\s-]*\d[\d.,:/\s)-]*")
UNPRINTABLE = re.compile("[\\x00-\\x1f\\x7f\ufeff]")
csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Record:
    """One record of the sample: its fields, and the line of the file on which it ends."""

    fields: tuple[str, ...]
    last_line: int


@dataclass(frozen=True)
class Dialect:
    """How the sample reads: where its header is (records_before counts it in), its columns and first rows."""

    delimiter: str
    header_line: int
    records_before: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def dialect_of(text: str, complete: bool, file_name: str) -> Dialect:
    """Cut the sample with the delimiter that fits best. Raises UserError for one column, no rows, no header."""
    delimiter = _delimiter(text, complete)
    if delimiter is None:
        raise UserError(
            _(
                "{file_name} has a single column. Export it again with columns separated by commas, semicolons, tabs "
                "or vertical bars."
            ),
            file_name=file_name,
        )
    records = _records(text, delimiter, complete)
    width = _usual_width(records)
    header = _header_place(records, width)
    after = header + 1 + _explaining_rows(records[header + 1 :], width)
    rows = [record.fields for record in records[after:] if any(field.strip() for field in record.fields)]
    if not rows:
        raise UserError(
            _("{file_name} has a header line but no rows. Export it again with its data."), file_name=file_name
        )
    names = _header_names(records[header].fields, _width_of_rows(records[header].fields, rows, width), file_name)
    sample = tuple(_padded(row, len(names)) for row in rows[:SAMPLE_ROWS])
    return Dialect(delimiter, records[after - 1].last_line, after, names, sample)


def _records(text: str, delimiter: str, complete: bool) -> list[Record]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    records = []
    for fields in reader:
        records.append(Record(tuple(fields), reader.line_num))
    return records if complete or len(records) < 3 else records[:-1]


def _usual_width(records: list[Record]) -> int:
    widths = Counter(len(record.fields) for record in records if record.fields)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _delimiter(text: str, complete: bool) -> str | None:
    """The delimiter that cuts most records into the same number of fields, more than one."""
    best: tuple[float, int, str] | None = None
    for delimiter in DELIMITERS:
        records = [record for record in _records(text, delimiter, complete)[:SAMPLE_ROWS] if record.fields]
        width = max(_usual_width(records), len(records[0].fields) if 0 < len(records) < 3 else 0)
        if width < 2:
            continue
        alike = sum(len(record.fields) == width for record in records) / len(records)
        if best is None or (round(alike, 1), width) > best[:2]:
            best = (round(alike, 1), width, delimiter)
    return best[2] if best else None


def _header_place(records: list[Record], width: int) -> int:
    """The record that names the columns: the first that is nearly as wide as the data and mostly filled; the one below
    it, where that is none of the data and has more names that we know (the first then heads groups of columns)."""
    for place, record in enumerate(records[:30]):
        if len(record.fields) >= width - 1 and _filled(record) * 2 >= width:
            below = records[place + 1] if len(records) > place + 2 else record
            is_name_row = _filled(below) * 2 >= width and not _has_data(below) and not _has_data(record)
            return place + 1 if is_name_row and _known(below) > _known(record) else place
    return next(place for place, record in enumerate(records) if record.fields)


def _explaining_rows(records: list[Record], width: int) -> int:
    """How many rows under the header are none of the data: units or explanations, without a figure in columns that are
    otherwise all figures."""
    if len(records) < 2 or len(records[0].fields) < width - 1 or _has_data(records[0]):
        return 0
    others = [record.fields for record in records[1:SAMPLE_ROWS] if len(record.fields) == len(records[0].fields)]
    named = [place for place, field in enumerate(records[0].fields) if field.strip()]
    figures = [place for place in named if _are_figures([row[place].strip() for row in others])]
    return 1 if len(figures) > 1 else 0


def _are_figures(values: list[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and all(DATA_LIKE.fullmatch(value) for value in filled)


def _filled(record: Record) -> int:
    return sum(bool(field.strip()) for field in record.fields)


def _known(record: Record) -> int:
    return sum(plain(field) in known_headers() for field in record.fields)


def _has_data(record: Record) -> bool:
    return any(DATA_LIKE.fullmatch(field.strip()) for field in record.fields)


def _width_of_rows(header: tuple[str, ...], rows: list[tuple[str, ...]], width: int) -> int:
    """How many columns there are where the rows are wider than the header: the header's, so that the reader rejects a
    row that 1,200.00 without quotes made wider; theirs where they only end in blanks. (It lets empty fields pass.)"""
    surplus = "".join(field for row in rows if len(row) == width for field in row[len(header) :])
    return width if surplus.isspace() else len(header)


def _header_names(fields: tuple[str, ...], width: int, file_name: str) -> tuple[str, ...]:
    known = any(plain(field) in known_headers() for field in fields)
    if not known and any(DATA_LIKE.fullmatch(field.strip()) for field in fields):
        raise UserError(
            _("{file_name} has no header line. Add a first line that names its columns."), file_name=file_name
        )
    padded = fields + ("",) * (width - len(fields))
    return distinct_names(padded)


def distinct_names(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Column names made distinct: unnamed ones become 'column 3', the second 'Price' becomes 'Price (2)'."""
    names: dict[str, None] = {}
    next_number: dict[str, int] = {}
    for place, field in enumerate(fields, start=1):
        base = " ".join(UNPRINTABLE.sub(" ", field).split()) or f"column {place}"
        name, number = base, next_number.get(base, 2)
        while name in names:
            name, number = f"{base} ({number})", number + 1
        names[name], next_number[base] = None, number
    return tuple(names)


def _padded(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (row + ("",) * width)[:width]
