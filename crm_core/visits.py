"""When each visitor looked last, and what data there were then: what "since your last visit" is compared with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

# Who looks again so soon, after lunch or on the phone, is still at the same visit.
SAME_VISIT = timedelta(hours=6)

SEEN = """
insert into visits values ($visitor, $now, $build_id, $as_of, null, null, null)
on conflict (visitor) do update set
    before_seen_at = case when seen_at < $new_from then seen_at else before_seen_at end,
    before_build_id = case when seen_at < $new_from then build_id else before_build_id end,
    before_as_of = case when seen_at < $new_from then as_of else before_as_of end,
    seen_at = excluded.seen_at,
    build_id = excluded.build_id,
    as_of = excluded.as_of
"""

BEFORE = """
select
    before_seen_at,
    before_build_id,
    before_as_of
from visits
where visitor = $visitor and before_seen_at is not null
"""


@dataclass(frozen=True)
class Visit:
    """A visit that is over: when it was seen last, and the newest build and day of data then."""

    seen_at: datetime
    build_id: int
    as_of: date


def seen(connection: duckdb.DuckDBPyConnection, visitor: str, now: datetime, build_id: int, as_of: date) -> None:
    """Remember that the visitor looks at these data, inside the caller's transaction. visitor "": nobody signs in."""
    values = {
        "visitor": visitor, "now": now, "build_id": build_id, "as_of": as_of, "new_from": now - SAME_VISIT,
    }  # fmt: skip
    connection.execute(SEEN, values)


def before(connection: duckdb.DuckDBPyConnection, visitor: str) -> Visit | None:
    """The visit before the present one; None if this is the first."""
    row = connection.execute(BEFORE, {"visitor": visitor}).fetchone()
    return Visit(*row) if row else None
