"""What DuckDB's reader cannot do with a file, as a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from crm_core import database_faults
from crm_core.errors import UserError
from crm_core.locale import _

TOO_LARGE_TO_ADD = _(
    "The amounts of {file_name} are too large to be added up: a trillion in one of them, or a hundred together. Check "
    "which column holds the amounts."
)


@contextmanager
def reading(file_name: str) -> Iterator[None]:
    """While open, what the reader gives up on, and amounts that overflow, are a UserError."""
    try:
        yield
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise UserError(TOO_LARGE_TO_ADD, file_name=file_name) from error
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        if fault := database_faults.told(error):
            raise fault from error
        raise UserError(
            _("{file_name} cannot be read as a table: {why}"), file_name=file_name, why=str(error).splitlines()[0]
        ) from error
