"""Builds that were made before: whoever builds the same rows in the same way gets a copy of the outcome.

A build asks DuckDB some fifty questions for every month of a shop, and many tests begin with the same small shop.
What is copied is all that a database keeps; temporary tables are not there then. Copies stay for later runs, and for
the other process of this run, in pytest's cache: they are named after everything that decides the outcome, down to the
last byte of crm_core and of the file that asks. `pytest --cache-clear` makes all of them anew.
"""

import json
import os
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory
from time import time
from typing import TypeVar

import duckdb

ROOT = Path(__file__).parents[1]
REMEMBERED = 24
CODES_KEPT = 3
IN_USE_SECONDS = 3600
# Of files that crm_core is made of.
SUFFIXES = (".py", ".sql", ".toml", ".po")
# Whose numbers become rows; what else is installed does not matter.
CALCULATING = ("duckdb", "numpy", "scipy", "pandas", "pyarrow", "python-calamine", "charset-normalizer")
# What tests replace without changing what is built: who asks, and whether the demo shop is made beside.
HARMLESS = ("crm_core.access", "crm_core.starting")
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
# What the test that runs has replaced, as pytest's monkeypatch keeps it: (object, name, value before).
replaced: list[tuple[object, str, object]] = []
# The one folder in which copies stay; none without pytest's cache.
shelf: list[Path] = []


def build_or_copy(connection: duckdb.DuckDBPyConnection, how: str, build: Callable[[], Told]) -> Told:
    """Build what the database of the connection holds, or replace it by what the same rows became before.

    `how` names all else that decides the outcome. Returns what `build` does: a number, a text or nothing.
    In a test that has replaced some of the code nothing is copied or kept.
    """
    if _rules_are_replaced():
        return build()
    asks = Path(sys._getframe(1).f_code.co_filename)
    key = _fingerprint(connection, f"{digest(asks)} {how}")
    if key in _made or _took_down(key):
        path, told = _made[key]
        _take_over(connection, path)
        return told  # type: ignore[return-value]  # it was told by the same work
    fresh = build()
    _keep(connection, key, asks, fresh)
    return fresh


def open_or_build(
    path: Path | str, how: str, build: Callable[[], duckdb.DuckDBPyConnection]
) -> duckdb.DuckDBPyConnection:
    """The same for a database that is not there yet: `how` names its rows too, `build` makes it at the path."""
    if _rules_are_replaced():
        return build()
    asks = Path(sys._getframe(1).f_code.co_filename)
    key = sha256(f"anew {digest(asks)} {how}".encode()).hexdigest()
    if key in _made or _took_down(key):
        return _opened(path, _made[key][0])
    connection = build()
    _keep(connection, key, asks, None)
    return connection


def _opened(path: Path | str, copy: Path) -> duckdb.DuckDBPyConnection:
    """A new database at the path with what the copy holds."""
    # Imported only now: when this file is, nothing of crm_core must have been.
    from crm_core import database

    if str(path) != ":memory:":
        copyfile(copy, path)
        return database.open_database(path)
    connection = duckdb.connect(":memory:", config=database.CONFIG)
    _copy(connection, copy, "copy from database made to memory")
    return connection


def copy_of(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A database in memory that keeps what this one keeps."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copy.duckdb"
        _copy(connection, path, f"copy from database {_own(connection)} to made")
        return _opened(":memory:", path)


def _keep(connection: duckdb.DuckDBPyConnection, key: str, asks: Path, told: object) -> None:
    """Keep a copy for this process, and beyond it if the code is still what it was when the process began."""
    _remember(key, told)
    _copy(connection, _made[key][0], f"copy from database {_own(connection)} to made")
    if shelf and (stamps := _stamps(asks)) == {path: STAMPS.get(path) for path in stamps}:
        _put_up(key)


def keep_on(folder: Path) -> None:
    """Keep copies in this folder beyond the run, those of the code as it is beside those of the codes used last."""
    own = folder / CODE
    own.mkdir(parents=True, exist_ok=True)
    os.utime(own)
    shelf.append(own)
    used = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in used[CODES_KEPT:]:
        if time() - old.stat().st_mtime > IN_USE_SECONDS:
            rmtree(old, ignore_errors=True)


def _rules_are_replaced() -> bool:
    return any(_is_rule(target) for target, *_ in replaced)


def _is_rule(target: object) -> bool:
    """Whether a test that replaces something in this object may change what is built."""
    name = str(getattr(target, "__module__", None) or getattr(target, "__name__", ""))
    return name.startswith("crm_core") and name not in HARMLESS


def _fingerprint(connection: duckdb.DuckDBPyConnection, how: str) -> str:
    """Names the rows of all tables, in their order, the numbers given out, and how they are built."""
    given_out = connection.execute("select sequence_name, last_value from duckdb_sequences() order by all").fetchall()
    names = "select table_name, estimated_size from duckdb_tables() where not temporary order by all"
    tables = connection.execute(names).fetchall()
    found = sha256(f"{how} {given_out} {[name for name, _size in tables]}".encode())
    for name, size in tables:
        # Most are empty. Rows that were deleted may count still, so what has a size is read.
        if size and (rows := connection.execute(f'select * from "{name}"').fetchall()):
            found.update(repr((name, rows)).encode())
    return found.hexdigest()


def _remember(key: str, told: object) -> None:
    """Make room for one more, which is still to be written."""
    while len(_made) >= REMEMBERED:
        _made.pop(next(iter(_made)))[0].unlink()
    _made[key] = (Path(_folder()) / f"{key}.duckdb", told)


def _put_up(key: str) -> None:
    """Put the copy up where it stays, packed: most of a small database is nothing. It is there whole or not at all."""
    path, told = _made[key]
    packed = json.dumps(told).encode() + b"\n" + zlib.compress(path.read_bytes(), 1)
    part = shelf[0] / f".{key}-{os.getpid()}"
    part.write_bytes(packed)
    part.replace(shelf[0] / key)


def _took_down(key: str) -> bool:
    """Take a copy of an earlier run, or of the other process of this one; False where there is none."""
    try:
        told, packed = (shelf[0] / key).read_bytes().split(b"\n", 1)
    except (IndexError, FileNotFoundError):
        return False
    _remember(key, json.loads(told))
    _made[key][0].write_bytes(zlib.decompress(packed))
    return True


def _take_over(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    own = _own(connection)
    listed = connection.execute(EVERYTHING, {"own": own.strip('"')}).fetchall()
    connection.execute("begin")
    for kind, name, _ in listed:
        connection.execute(f'drop {kind} {own}.main."{name}"')
    connection.execute("commit")
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


def _rules() -> list[str]:
    """The files that decide what is built; asked for often, so by what is quickest."""
    found = ((folder, name) for folder, _folders, names in os.walk(ROOT / "crm_core") for name in names)
    return sorted(f"{folder}/{name}" for folder, name in found if name.endswith(SUFFIXES))


def _stamps(*more: Path) -> dict[str, tuple[int, int]]:
    """When the rules and some more files were changed last, and how long they are."""
    stamps = {}
    for path in (*_rules(), *map(str, more)):
        with suppress(FileNotFoundError):  # somebody is at work here
            stamps[path] = ((told := os.stat(path)).st_mtime_ns, told.st_size)  # noqa: PTH116
    return stamps


@cache
def digest(*paths: Path) -> str:
    """Names the content of these files."""
    found = sha256()
    for path in paths:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:20]


# Taken before any of them is imported: who changes a file while tests run gets copies of neither of the two codes.
STAMPS = _stamps(*(ROOT / "tests").rglob("*.py"))
RULES = digest(*map(Path, _rules()))
CODE = sha256(f"{RULES} {sys.version} {[version(name) for name in CALCULATING]}".encode()).hexdigest()[:20]
