"""What DuckDB's reader cannot do with a file, as a sentence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from crm_core import database_faults
from crm_core.errors import UserError
from crm_core.intake.line_ends import line_ends
from crm_core.locale import _

TOO_LARGE_TO_ADD = _(
    "The amounts of {file_name} are too large to be added up: a trillion in one of them, or a hundred together. Check "
    "which column holds the amounts."
)
_LINE = re.compile(r"\bLine: (\d+)")


class LineEndsError(Exception):
    """The reader gives up where CR LF and LF alternate; a copy with LF alone reads well."""


@contextmanager
def reading(file_name: str, path: Path, anew: bool = False) -> Iterator[None]:
    """While open, what the reader gives up on, and amounts that overflow, are a UserError; or once a LineEndsError.

    path: what the reader reads. anew: it is a copy, made because of that.
    """
    try:
        yield
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise UserError(TOO_LARGE_TO_ADD, file_name=file_name) from error
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise (database_faults.told(error) or _told(file_name, path, error, anew)) from error


def _told(file_name: str, path: Path, error: duckdb.Error, anew: bool) -> Exception:
    """What is wrong with the file, and on which line, as far as that can be found out."""
    if isinstance(error, duckdb.IOException):
        return UserError(
            _("{file_name} could not be read to its end. Check that it is still in its place, and try again."),
            file_name=file_name,
        )
    found = line_ends(path)
    if found.odd_line is None and found.changed_line is not None and not anew:
        return LineEndsError()
    if line := found.odd_line or found.changed_line:
        return UserError(
            _(
                "The line breaks of {file_name} are of different kinds: the first that differs is on line {line}. Mend "
                "that line, or save the file again as CSV."
            ),
            file_name=file_name, line=line,
        )  # fmt: skip
    if said := _LINE.search(str(error)):
        return UserError(
            _("Line {line} of {file_name} cannot be read as a row of a table. Mend that line, or export again."),
            line=int(said[1]), file_name=file_name,
        )  # fmt: skip
    return UserError(
        _("{file_name} cannot be read as a table. Open it in a spreadsheet program, save it as CSV (UTF-8) and choose "
          "that file."),
        file_name=file_name,
    )  # fmt: skip
