"""A workbook's sheets as CSV files. A program of its own: python workbook.py WORKBOOK FOLDER → JSON on standard output.

A broken or hostile workbook can make any reader fall over or ask for all memory there is; here it takes only itself
down. It knows nothing of the rest, so that it starts at once.
"""

import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY_BYTES = 6 << 30
LONGEST_WHOLE_NUMBER = 1e15  # Excel keeps 15 digits
LINE_ENDS = str.maketrans({"\r": " ", "\n": " ", "\x0b": " ", "\x0c": " ", "\x85": " ", "\u2028": " ", "\u2029": " "})


def main(path: str, folder: str) -> dict[str, Any]:
    """What was found: sheets, [name, CSV file] of each with a table; names of all; error: 'password' or 'damaged'."""
    with CalamineWorkbook.from_path(path) as book:
        sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        shown = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
        names = shown or [each.name for each in sheets]
        written = [(name, _written(book, name, folder)) for name in names]
    return {"sheets": [each for each in written if each[1]], "names": names}


def _written(book: CalamineWorkbook, name: str, folder: str) -> str | None:
    """The sheet as a CSV file in UTF-8; None if it has no table: at least two rows and two columns."""
    sheet = book.get_sheet_by_name(name)
    if sheet.width < 2 or sheet.height < 2:
        return None
    handle, path = tempfile.mkstemp(prefix="upload-", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows_of(sheet.iter_rows()))
    return path


def rows_of(rows: Iterable[list[Any]]) -> Iterator[list[str]]:
    """Each row of a sheet as one line's fields; a blank row as none, so that line numbers are row numbers."""
    blank = 0
    for row in rows:
        fields = [text_of(cell) for cell in row]
        if not any(fields):
            blank += 1
            continue
        yield from ([] for _blank in range(blank))
        blank = 0
        yield fields


def text_of(cell: Any) -> str:
    """A cell as text: dates as ISO, without a time if there is none; numbers as Excel shows them in full."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else cell.translate(LINE_ENDS)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _number(float(cell))
    if isinstance(cell, datetime):
        # Excel counts in parts of a day: a time comes back some microseconds off.
        moment = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time.min else moment.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _number(number: float) -> str:
    if number.is_integer() and abs(number) < LONGEST_WHOLE_NUMBER:
        return str(int(number))
    text = f"{number:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def _limit_memory() -> None:
    """No more memory than MOST_MEMORY_BYTES, where the system can say so."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


if __name__ == "__main__":
    _limit_memory()
    try:
        found = main(*sys.argv[1:])
    except PasswordError:
        found = {"error": "password"}
    except CalamineError:
        found = {"error": "damaged"}
    except OSError as error:
        found = {"error": "damaged" if error.errno is None else "system", "errno": error.errno}
    sys.stdout.write(json.dumps(found))
