"""Which snapshot a link shows that is fixed to a day: that of the day, for as long as it is kept."""

from datetime import date

import duckdb

from crm_core.errors import UserError
from crm_core.locale import _

UNTIL = "select max(as_of) from snapshot_dates where not is_comparison and as_of <= $day"


def snapshot_until(connection: duckdb.DuckDBPyConnection, day: date) -> date | None:
    """The day's own snapshot, or the newest before it, where the day was the newest of an unfinished month once.

    None if the months up to that day are not kept any more.
    """
    row = connection.execute(UNTIL, {"day": day}).fetchone()
    return row[0] if row else None


def kept_until(connection: duckdb.DuckDBPyConnection, day: date) -> date:
    """The same. UserError if there is none."""
    found = snapshot_until(connection, day)
    if found is None:
        raise UserError(
            _("This link is fixed to {day}, and that month is not kept any more. Ask who sent it for a new one."),
            day=day,
        )
    return found
