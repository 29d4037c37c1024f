"""What the lists of customers leave out: orders that name nobody."""

from dataclasses import dataclass
from datetime import date

import duckdb

NAMELESS = """
select
    cast(unidentified_revenue as double) as revenue,
    cast(unidentified_purchases as bigint) as purchases,
    cast(unidentified_revenue as double) / nullif(net_revenue, 0) as share
from window_totals
where as_of = $as_of
"""


@dataclass(frozen=True)
class Nameless:
    """Of the whole shop's window: revenue and purchases that name no customer; share of all revenue (0–1)."""

    revenue: float
    purchases: int
    share: float | None


def nameless(connection: duckdb.DuckDBPyConnection, as_of: date) -> Nameless:
    """The part of a snapshot's window that names no customer."""
    row = connection.execute(NAMELESS, {"as_of": as_of}).fetchone()
    return Nameless(*row) if row else Nameless(0.0, 0, None)
