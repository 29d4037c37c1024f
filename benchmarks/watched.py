"""Where the time of a build goes: a connection that notes how long each of its statements takes."""

import re
from collections import Counter
from typing import Any

import duckdb

from benchmarks.floors import seconds

MAKES = re.compile(r"^\s*(?:create or replace|insert into|delete from)\s+(?:temp\s+)?(?:table\s+|view\s+)?(\w+)", re.I)


class Watched:
    """Behaves as the connection does. spent: seconds by the table that a statement makes or fills, else its verb."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.spent: Counter[str] = Counter()

    def execute(self, query: str, *args: Any, **kwargs: Any) -> Any:
        """Run the statement and note its time."""
        found: list[Any] = []
        taken = seconds(lambda: found.append(self._connection.execute(query, *args, **kwargs)))
        self.spent[named(query)] += taken  # type: ignore[assignment]
        return found[0]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def named(query: str) -> str:
    """What a statement makes or fills: "days" for create or replace table days …; "commit" for commit."""
    bare = "\n".join(line for line in query.splitlines() if not line.lstrip().startswith("--"))
    makes = MAKES.match(bare)
    return makes.group(1) if makes else (bare.split() or ["nothing"])[0].lower()
