"""Do those called lost come back, and which cut-off for "lost" would fit this shop (definitions, section 12)?"""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.trust import with_intervals
from crm_core.statistics import ENOUGH

CUT_OFFS = """
select
    r.as_of,
    r.horizon_end,
    r.overdue_over,
    r.customers,
    r.returned,
    r.overdue_over = s.lost_overdue as is_present,
    r.overdue_over in (s.lost_overdue / 2, s.lost_overdue * 2) as is_half_or_double,
    r.overdue_over in (2, 3, 4, 6, 8, 10) and r.overdue_over > s.wavering_overdue as can_be_suggested
from return_rows as r
cross join settings as s
order by r.overdue_over
"""

# The smallest cut-off beyond which few enough came back; there are never more customers beyond a larger one.
SUGGESTED = """
select min(r.overdue_over)
from return_rows as r
cross join settings as s
where
    r.overdue_over in (2, 3, 4, 6, 8, 10)
    and r.overdue_over > s.wavering_overdue
    and r.customers >= $enough
    and r.returned / r.customers <= s.returned_at_most
"""

PRESENT = """
select
    r.as_of,
    r.horizon_end,
    r.customers,
    r.returned,
    s.returned_at_most,
    s.returned_worth_saying
from return_rows as r
inner join settings as s on r.overdue_over = s.lost_overdue
"""


TRIED = "select count(*) > 0 from finished_work where work = 'try_cut_offs'"


@dataclass(frozen=True)
class Lost:
    """Those called lost at `as_of`, by the present cut-off, and how many of them came back by `horizon_end`.

    suggested: the cut-off that would fit (in usual gaps); None if none of those tried does. Shares are 0–1.
    """

    as_of: date
    horizon_end: date
    customers: int
    returned: int
    at_most: float
    worth_saying: float
    suggested: float | None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough of them to say anything."""
        return self.customers >= ENOUGH

    @property
    def share(self) -> float:
        """Of those called lost, the share that came back; nobody of nobody did."""
        return self.returned / self.customers if self.customers else 0.0

    @property
    def holds(self) -> bool:
        """Whether few enough came back for the label to be true."""
        return self.share <= self.at_most


def lost(connection: duckdb.DuckDBPyConnection) -> Lost | None:
    """How the label "lost" did; None while no past date has a full horizon behind it."""
    row = connection.execute(PRESENT).fetchone()
    if row is None:
        return None
    suggested = connection.execute(SUGGESTED, {"enough": ENOUGH}).fetchone()
    return Lost(*row, *(suggested or (None,)))


def is_tried(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the build has got as far as trying the cut-offs."""
    row = connection.execute(TRIED).fetchone()
    return bool(row and row[0])


def cut_offs(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per cut-off tried, the smallest first: as_of, horizon_end, overdue_over (usual gaps), customers,
    returned, is_present, is_half_or_double, can_be_suggested; share (0–1) with its interval low, high; is_enough."""
    return with_intervals(connection.execute(CUT_OFFS).df(), "returned")


def lost_returned(connection: duckdb.DuckDBPyConnection) -> float | None:
    """The share (0–1) of the lost that came back, where it is so large that the label must say so; else None."""
    try:
        found = lost(connection)
    except duckdb.CatalogException:  # nothing was ever built
        return None
    if found is None or not found.is_enough or found.share <= found.worth_saying:
        return None
    return found.share
