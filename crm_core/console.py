"""What the command line says: reasons and progress on standard error, one line an import on standard output.

And the files it is told to write.
"""

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import duckdb

from crm_core import database_faults
from crm_core.errors import Question, UserError
from crm_core.intake import Receipt
from crm_core.locale import _
from crm_core.printable import Terminal, Writes, printable


def say(reason: str) -> int:
    """Say why, in one line; returns the exit code of a bad input."""
    print(printable(" ".join(reason.split())), file=sys.stderr)
    return 1


def answered(error: UserError) -> str:
    """The sentence, and for a question the option that answers it."""
    if isinstance(error, Question):
        return f"{error} Answer with {error.option} {'|'.join(error.choices)}."
    return str(error)


def print_row(receipt: Receipt) -> None:
    """One import on one line, name=value."""
    print_values({name: value for name, value in asdict(receipt).items() if value not in (None, "", {})})


def print_values(values: Mapping[str, object]) -> None:
    """Values on one line, name=value."""
    print(printable(" ".join(f"{name}={value}" for name, value in values.items())))


def standard_output() -> Writes:
    """Where tables are written: as they are for programs; a terminal obeys nothing that stands in them."""
    return Terminal(sys.stdout) if sys.stdout.isatty() else sys.stdout


def bar(what: str) -> Callable[[float], None]:
    """Progress of a build."""
    return lambda share: _report(what, share)


def loading_bar(what: str) -> Callable[[float, str], None]:
    """Progress of loading files."""
    return lambda share, _text: _report(what, share)


def _report(what: str, share: float) -> None:
    ends = "\n" if share >= 1 else ""
    print(f"\r{what} {share:4.0%}", end=ends, file=sys.stderr, flush=True)


def must_be_writable(path: Path) -> None:
    """UserError unless a file can be written there; what is there stays as it is."""
    try:
        if (part := _part_of(path)) != path:
            part.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Where to write what takes the place of `path` when it is whole; if anything fails, what was there stays.

    Raises UserError if nothing can be written there, or there is no room.
    """
    try:
        part = _part_of(path)
        try:
            yield part
            if part != path:
                part.replace(path.resolve())
        except BaseException:
            if part != path:
                part.unlink(missing_ok=True)
            raise
    except (duckdb.IOException, OSError) as error:
        if isinstance(database_faults.told(error), database_faults.DamagedError):
            raise
        raise _unwritable(path, error) from error


def _part_of(path: Path) -> Path:
    """An empty file beside `path`, which only who may read that one can read; a pipe or a device is written itself."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not os.access(path, os.W_OK):
        with path.open("rb+"):  # says why not
            pass
    if path.exists() and not path.is_file():
        return path
    target = path.resolve()
    part = target.with_name(f".crm-part-{target.name}")
    part.write_bytes(b"")
    if target.exists():
        shutil.copymode(target, part)
    return part


def _unwritable(path: Path, error: Exception) -> UserError:
    full = isinstance(database_faults.told(error), database_faults.FullError)
    why = error.strerror if isinstance(error, OSError) else str(error).splitlines()[0]
    why = os.strerror(errno.ENOSPC) if full else why
    return UserError(_("{out} cannot be written: {why}"), out=path, why=why or error)
