"""Statements that stand in .sql files of a folder: read once, run by name."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb


@dataclass(frozen=True)
class SqlFiles:
    """The .sql files of a folder."""

    folder: Path

    def statement(self, name: str) -> str:
        """The text of <name>.sql."""
        return _text(self.folder / f"{name}.sql")

    def run(self, connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> duckdb.DuckDBPyConnection:
        """Execute <name>.sql with these $parameters."""
        return connection.execute(self.statement(name), values or None)


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")
