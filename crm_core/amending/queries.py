"""Running the .sql files of amending/sql."""

from pathlib import Path

import duckdb

from crm_core.sql_files import SqlFiles

_FILES = SqlFiles(Path(__file__).parent / "sql")
statement, run = _FILES.statement, _FILES.run


def drop_unnamed(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the identities that no kept row names any more; their numbers are not given to anybody else."""
    run(connection, "keep_last_key")
    run(connection, "delete_unnamed")
