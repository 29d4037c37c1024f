"""What the command line says: reasons and progress on standard error, one line an import on standard output."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict

from crm_core.errors import Question, UserError
from crm_core.intake import Receipt
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
