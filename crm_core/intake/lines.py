"""On which line of the file a row stands: by counting where that is exact, else by reading the file once more."""

import csv
import io
from pathlib import Path

import duckdb

from crm_core.intake.encodings import blocks, open_bytes
from crm_core.intake.queries import run
from crm_core.intake.shape import FileShape


def number_lines(
    connection: duckdb.DuckDBPyConnection, shape: FileShape, path: Path, compressed: bool, rows: int
) -> None:
    """Make line_numbers (row_no → line) for the rows of read_rows with a reason, and correct broken_lines.line.

    `rows` counts all rows of the file, also those that the reader could not cut.
    """
    if physical_lines(path, compressed) == shape.header_line + rows:
        run(connection, "counted_lines", first_line=shape.header_line + 1, records_before=shape.records_before)
        return
    wanted = [row for (row,) in connection.execute("select row_no from read_rows where reason is not null").fetchall()]
    broken = [line for (line,) in connection.execute("select counted from broken_lines").fetchall()]
    rows_at, broken_at = _walk(shape, path, compressed, set(wanted), set(broken))
    connection.execute(
        "create temp table line_numbers as select unnest($rows::bigint[]) as row_no, unnest($lines::bigint[]) as line",
        {"rows": list(rows_at), "lines": list(rows_at.values())},
    )
    connection.execute(
        "update broken_lines set line = found.line from (select unnest($counted::bigint[]) as counted, "
        "unnest($lines::bigint[]) as line) as found where broken_lines.counted = found.counted",
        {"counted": list(broken_at), "lines": list(broken_at.values())},
    )


def physical_lines(path: Path, compressed: bool) -> int:
    """How many lines the file has; a last one without a newline counts."""
    lines, last = 0, b"\n"
    for block in blocks(path, compressed):
        lines += block.count(b"\n")
        last = block
    return lines + (not last.endswith(b"\n"))


def _walk(
    shape: FileShape, path: Path, compressed: bool, wanted: set[int], broken: set[int]
) -> tuple[dict[int, int], dict[int, int]]:
    """row number → line, and reader's count → line. The reader counts records, blank ones too; rows skip the blank."""
    rows_at: dict[int, int] = {}
    broken_at: dict[int, int] = {}
    row_no, start = 0, 1
    with open_bytes(path, compressed) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
        reader = csv.reader(text, delimiter=shape.delimiter)
        for counted, record in enumerate(reader, start=1):
            if counted in broken:
                broken_at[counted] = start
            elif record and counted > shape.records_before:
                if row_no in wanted:
                    rows_at[row_no] = start
                row_no += 1
            start = reader.line_num + 1
    return rows_at, broken_at
