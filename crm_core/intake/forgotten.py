"""Rows that name a forgotten customer name nobody, and what they say of the person is not kept.

Only salted hashes of the identities are left (crm_core/amending/forgetting.py), so a row is recognised by hashing too.
"""

import duckdb

from crm_core.intake.queries import run
from crm_core.intake.staging import reject_late

SALT = "forgetting_salt"


def salt(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The salt of the hashes; None while nobody has been forgotten, so that nothing need be hashed."""
    row = connection.execute(
        "select value from meta where key = $key and exists (from forgotten_identities)", {"key": SALT}
    ).fetchone()
    return str(row[0]) if row else None


def leave_out_forgotten(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the forgotten out of the table people; the table forgotten_people says how the file names them."""
    if found := salt(connection):
        run(connection, "forgotten_people", salt=found)
        run(connection, "people_left")


def reject_forgotten(connection: duckdb.DuckDBPyConnection, meaning: str) -> None:
    """Reject the rows of forgotten customers, in files whose rows are of no use without one."""
    if salt(connection):
        reject_late(connection, "reject_forgotten", reason=f"forgotten {meaning}")


def forget_referrers(connection: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Who was referred by a forgotten customer was referred by nobody that we know."""
    if found := salt(connection):
        run(connection, "forgotten_referrers", salt=found, import_id=import_id)


def scrub_rejects(connection: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Rejected rows that name a forgotten customer keep their line and reason, not their text."""
    if found := salt(connection):
        run(connection, "forgotten_rejects", salt=found, import_id=import_id)
