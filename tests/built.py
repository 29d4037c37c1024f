"""Builds that this process has made before: whoever builds the same rows in the same way gets a copy of the outcome.

A build asks DuckDB some fifty questions for every month of a shop, and many tests begin with the same small shop.
What is copied is all that a database keeps; temporary tables are not there then.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb

REMEMBERED = 24
# What a database keeps, in the order in which it can be dropped: columns are of its types.
EVERYTHING = """
    select 'view', view_name, 1 as place from duckdb_views() where not internal and not temporary
    union all
    select 'table', table_name, 2 from duckdb_tables() where not temporary
    union all
    select 'sequence', sequence_name, 3 from duckdb_sequences()
    union all
    select 'type', type_name, 3 from duckdb_types() where not internal and database_name = $own
    union all
    select distinct if(function_type = 'macro', 'macro', 'macro table'), function_name, 3
    from duckdb_functions()
    where not internal and function_type in ('macro', 'table_macro') and database_name = $own
    order by place
"""
Told = TypeVar("Told")
# From a database's rows and what is done to them to a file with the outcome and what was told; the oldest first.
_made: dict[str, tuple[Path, object]] = {}


def build_or_copy(connection: duckdb.DuckDBPyConnection, how: str, build: Callable[[], Told]) -> Told:
    """Build what the database of the connection holds, or replace it by what the same rows became before.

    `how` names all else that decides the outcome. Returns what `build` does.
    """
    key = _fingerprint(connection, how)
    if key in _made:
        path, told = _made[key]
        _take_over(connection, path)
        return told  # type: ignore[return-value]  # it was told by the same work
    fresh = build()
    _made[key] = (_kept(connection, key), fresh)
    return fresh


def _fingerprint(connection: duckdb.DuckDBPyConnection, how: str) -> str:
    """Names the rows of all tables, in their order, the numbers given out, and how they are built."""
    given_out = connection.execute("select sequence_name, last_value from duckdb_sequences() order by all").fetchall()
    digest = sha256(f"{how} {given_out}".encode())
    names = "select table_name from duckdb_tables() where not temporary order by all"
    for (name,) in connection.execute(names).fetchall():
        digest.update(repr((name, connection.execute(f'select * from "{name}"').fetchall())).encode())
    return digest.hexdigest()


def _kept(connection: duckdb.DuckDBPyConnection, key: str) -> Path:
    while len(_made) >= REMEMBERED:
        _made.pop(next(iter(_made)))[0].unlink()
    path = Path(_folder()) / f"{key}.duckdb"
    _copy(connection, path, f"copy from database {_own(connection)} to made")
    return path


def _take_over(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    own = _own(connection)
    for kind, name, _ in connection.execute(EVERYTHING, {"own": own.strip('"')}).fetchall():
        connection.execute(f'drop {kind} {own}.main."{name}"')
    _copy(connection, path, f"copy from database made to {own}")


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, statement: str) -> None:
    connection.execute(f"attach '{path}' as made")
    try:
        connection.execute(statement)
    finally:
        connection.execute("detach made")


def _own(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("select current_database()").fetchone()
    assert row is not None
    return f'"{row[0]}"'


_temporary = cache(TemporaryDirectory)  # goes when the process ends


def _folder() -> str:
    return str(_temporary(prefix="built-").name)
