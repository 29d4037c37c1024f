"""The rejected rows as a file to mend and load again: the columns of the original, then where and why."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb

from crm_core.intake.reasons import sentence

# English in every language: by these names a mended file's notes are known and passed over.
NOTE = "rejected: "
NOTES = (f"{NOTE}line", f"{NOTE}column", f"{NOTE}reason")
ROWS_AT_ONCE = 5000
FORMULA = re.compile(r"[=+@\t\r]|-(?!\d[\d.,]*$)")
Translate = Callable[[str], str]


def rejects_csv(connection: duckdb.DuckDBPyConnection, import_id: int, say: Translate = str) -> str:
    """All rejected rows of an import as CSV text, reasons in the language of `say`; harmless in a spreadsheet."""
    return "".join(rejects_text(connection, import_id, say))


def write_rejects(connection: duckdb.DuckDBPyConnection, import_id: int, path: Path, say: Translate = str) -> None:
    """The same into a file, in UTF-8 with a byte order mark; a million rows take no more memory than ten."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(rejects_text(connection, import_id, say))


def rejects_text(connection: duckdb.DuckDBPyConnection, import_id: int, say: Translate = str) -> Iterator[str]:
    """The same a piece at a time, without a byte order mark. Meanwhile the connection can do nothing else."""
    columns, delimiter = _layout(connection, import_id)
    out = io.StringIO()
    writer = csv.writer(out)  # ends lines with CR LF: of other ends it would leave a CR in a value without quotes
    writer.writerow([harmless(name) for name in (*columns, *NOTES)])
    query = "select line, column_name, value, reason, record from rejects where import_id = $id order by line"
    rows = connection.execute(query, {"id": import_id})
    while block := rows.fetchmany(ROWS_AT_ONCE):
        for line, column, value, code, record in block:
            notes = (str(line), column or "", sentence(code, column, value).say(say))
            writer.writerow([harmless(text) for text in (*_fields(record, delimiter, len(columns)), *notes)])
        yield _emptied(out)
    yield _emptied(out)


def _layout(connection: duckdb.DuckDBPyConnection, import_id: int) -> tuple[tuple[str, ...], str]:
    """The file's column names and delimiter; one column for the whole record where they were not kept."""
    row = connection.execute("select options from imports where import_id = $id", {"id": import_id}).fetchone()
    options = json.loads(row[0]) if row else {}
    columns = tuple(options.get("columns") or ("record",))
    return columns, options.get("delimiter", ",") if len(columns) > 1 else ""


def _fields(record: str | None, delimiter: str, width: int) -> list[str]:
    """The record cut into the file's columns, as well as it goes: what is too much stays in the last one."""
    if not delimiter:
        return [record or ""]
    try:
        cut = [field for row in csv.reader(io.StringIO(record or "", newline=""), delimiter=delimiter) for field in row]
    except csv.Error:  # a field longer than any table has
        cut = [record or ""]
    fields = cut if len(cut) <= width else [*cut[: width - 1], delimiter.join(cut[width - 1 :])]
    return fields + [""] * (width - len(fields))


def _emptied(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; the apostrophe is taken off again when it is read."""
    return "'" + text if FORMULA.match(text) else text


def mended_names(import_ids: Sequence[int], path: Path) -> dict[int, Path]:
    """import → the file for its rejected rows: the one asked for, or several beside it, each with its number."""
    if len(import_ids) == 1:
        return {import_ids[0]: path}
    return {number: path.with_name(f"{path.stem}-{number}{path.suffix}") for number in import_ids}
