"""Running the .sql files of intake/sql, and writing the little SQL that depends on a file's columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from crm_core.intake.shape import FileShape
from crm_core.sql_files import SqlFiles

Value = str | int | bool | list[str] | None
_FILES = SqlFiles(Path(__file__).parent / "sql")
statement, run = _FILES.statement, _FILES.run


def one(connection: duckdb.DuckDBPyConnection, name: str, **values: Value) -> dict[str, Any]:
    """The one row that sql/<name>.sql gives, by column name."""
    result = run(connection, name, **values)
    names = [column[0] for column in result.description or ()]
    row = result.fetchone()
    assert row is not None
    return dict(zip(names, row, strict=True))


@contextmanager
def any_order(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Inserts in here may use all cores: their rows land in any order."""
    connection.execute("set session preserve_insertion_order = false")
    yield
    in_order(connection)


def in_order(connection: duckdb.DuckDBPyConnection) -> None:
    """Rows land in the order of the file: what line numbers and 'the later row wins' rest on."""
    connection.execute("set session preserve_insertion_order = true")


def literal(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: tuple[str, ...]) -> str:
    """The texts as an SQL list."""
    return f"[{', '.join(literal(text) for text in texts)}]"


def field_name(position: int) -> str:
    """What a file's column is called in SQL: by its place, so that no name from a file ever stands in a statement."""
    return f"c{position}"


def source(shape: FileShape, path: str, compression: str, keep_rejects: bool = False) -> str:
    """read_csv(…) over the file, every column as text; lines that cannot be cut are left out, or kept aside."""
    columns = ", ".join(f"'{field_name(place)}': 'varchar'" for place in range(len(shape.columns)))
    names = "rejects_table = 'intake_reject_errors', rejects_scan = 'intake_reject_scans'"
    rejects = f"store_rejects = true, {names}" if keep_rejects else "ignore_errors = true"
    cores = "" if shape.in_parallel else "parallel = false, "
    return (
        f"read_csv({literal(path)}, columns = {{{columns}}}, auto_detect = false, header = false, "
        f"skip = {shape.records_before}, delim = {literal(shape.delimiter)}, quote = '\"', escape = '\"', "
        f"compression = {literal(compression)}, hive_partitioning = false, {cores}{rejects})"
    )
