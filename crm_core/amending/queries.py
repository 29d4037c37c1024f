"""Running the .sql files of amending/sql."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb

SQL = Path(__file__).parent / "sql"


@cache
def statement(name: str) -> str:
    """The text of sql/<name>.sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> duckdb.DuckDBPyConnection:
    """Execute sql/<name>.sql with these $parameters."""
    return connection.execute(statement(name), values or None)


def drop_unnamed(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the identities that no kept row names any more; their numbers are not given to anybody else."""
    run(connection, "keep_last_key")
    run(connection, "delete_unnamed")
