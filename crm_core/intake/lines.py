"""On which line of the file a row stands: by counting where that is exact, else by reading the file once more."""

import csv
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import duckdb
import pandas as pd

from crm_core.errors import UserError
from crm_core.intake.encodings import blocks
from crm_core.intake.queries import run
from crm_core.intake.shape import FileShape
from crm_core.locale import _

TAIL_BYTES = 1 << 16


def number_lines(connection: duckdb.DuckDBPyConnection, shape: FileShape, path: Path) -> None:
    """Make line_numbers (row_no → line) for the rows of read_rows with a reason, and correct broken_lines.line."""
    if lines_add_up(connection, shape, path):
        run(connection, "counted_lines", first_line=shape.header_line + 1, records_before=shape.records_before)
        return
    wanted = _column(connection, "select row_no from read_rows where reason is not null order by row_no")
    broken = _column(connection, "select counted from broken_lines order by counted")
    rows_at, broken_at = _walk(shape, path, wanted, broken)
    _keep(connection, "create temp table line_numbers as select key as row_no, line from found", wanted, rows_at)
    _keep(
        connection, "update broken_lines set line = found.line from found where broken_lines.counted = found.key",
        broken, broken_at,
    )  # fmt: skip


def lines_add_up(connection: duckdb.DuckDBPyConnection, shape: FileShape, path: Path) -> bool:
    """Whether each line of the file is one row or one broken line: none is blank, none goes on in the next."""
    return physical_lines(path) == shape.header_line + lines_read(connection)


def lines_read(connection: duckdb.DuckDBPyConnection) -> int:
    """How many rows and broken lines the reader gave."""
    query = "select (select count(*) from staged_rows) + (select count(*) from broken_lines)"
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


def physical_lines(path: Path) -> int:
    """How many lines the file has; a last one without a newline counts, blank ones at the end do not."""
    lines, last = 0, b""
    for block in blocks(path, compressed=False):
        lines += block.count(b"\n")
        last = (last + block)[-TAIL_BYTES:]
    return lines - last.count(b"\n") + len(last.rstrip(b"\r\n").split(b"\n"))


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> "array[int]":
    """A query's only column, without a Python object for each of a million values."""
    values = connection.execute(query).df().iloc[:, 0]
    return array("q", values.to_numpy(dtype="int64").tobytes())


def _keep(connection: duckdb.DuckDBPyConnection, statement: str, keys: "array[int]", lines: "array[int]") -> None:
    """Run the statement with the table found (key, line); keys that were not met have no line and are left out."""
    connection.register("found", pd.DataFrame({"key": keys[: len(lines)], "line": lines}, dtype="int64"))
    connection.execute(statement)
    connection.unregister("found")


def _walk(
    shape: FileShape, path: Path, wanted: "array[int]", broken: "array[int]"
) -> tuple["array[int]", "array[int]"]:
    """The line of each wanted row, and of each broken one. The reader counts records, blank ones too; rows skip them.

    Both are in the file's order, and so are the answers.
    """
    rows_at, broken_at = array("q"), array("q")
    next_row, next_broken = _after(wanted, rows_at), _after(broken, broken_at)
    row_no, start = 0, 1
    with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as file:
        for counted, (record, last_line) in enumerate(_records(file, shape), start=1):
            if counted == next_broken:
                broken_at.append(start)
                next_broken = _after(broken, broken_at)
            elif record and counted > shape.records_before:
                if row_no == next_row:
                    rows_at.append(start)
                    next_row = _after(wanted, rows_at)
                row_no += 1
            start = last_line + 1
    return rows_at, broken_at


def _after(wanted: "array[int]", found: "array[int]") -> int:
    """The next of the wanted that is still to be found; -1 if all are."""
    return wanted[len(found)] if len(found) < len(wanted) else -1


def _records(file: TextIO, shape: FileShape) -> Iterator[tuple[bool, int]]:
    """Of each record: whether there is anything in it, and its last line."""
    reader = csv.reader(file, delimiter=shape.delimiter)
    try:
        for record in reader:
            yield bool(record), reader.line_num
    except csv.Error as error:
        raise UserError(
            _("Line {line} of {file_name} is too long for a table. Mend that line, or export again."),
            line=reader.line_num, file_name=shape.file_name,
        ) from error  # fmt: skip
