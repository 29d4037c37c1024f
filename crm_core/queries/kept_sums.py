"""Whether the build has summed up already what pages ask of the newest snapshot; else it is asked of all rows.

A reader of a part of the shop finds nothing kept (crm_core.narrowing), and neither does who comes while it is pending.
"""

from datetime import date

import duckdb

KEPT = """
select 1
from kept_sums
where ($as_of is null or as_of = $as_of) and ($since is null or since = $since)
"""


def are_kept(connection: duckdb.DuckDBPyConnection, as_of: date | None = None, since: date | None = None) -> bool:
    """Whether the sums are there: those of this snapshot, and those of its changes since an earlier one."""
    return connection.execute(KEPT, {"as_of": as_of, "since": since}).fetchone() is not None
