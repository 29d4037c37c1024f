"""Who the rows of a file belong to: the people they name, and the identities these have in the database."""

import duckdb

from crm_core.intake.forgotten import leave_out_forgotten, reject_forgotten
from crm_core.intake.meanings import leading_key
from crm_core.intake.plan import Plan
from crm_core.intake.queries import run
from crm_core.intake.staging import reject_late
from crm_core.intake.vocabulary import words


def identify(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make the table people (who → identity_key, null for nobody) from rows_read; new customers get an identity."""
    nobody = words("placeholders")
    run(connection, "people", ids=nobody["ids"], addresses=nobody["addresses"], phones=nobody["phones"])
    leave_out_forgotten(connection)
    run(connection, "new_identities")
    run(connection, "people_keys")


def reject_nobody(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Reject the rows that identify no customer, where a row without one is of no use (customers, surveys)."""
    meaning = leading_key(plan.mapped)
    reject_forgotten(connection, meaning)
    reject_late(connection, "reject_nobody", reason=f"nobody {meaning}")


def customers_found(connection: duckdb.DuckDBPyConnection) -> int:
    """How many customers the rows of the file name."""
    row = connection.execute("select count(distinct identity_key) from people").fetchone()
    return int(row[0]) if row else 0
