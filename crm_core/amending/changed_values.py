"""Which values an import changed: the rows that it replaced, beside its own."""

import duckdb
import pandas as pd

from crm_core.amending.queries import statement
from crm_core.intake.queries import run

PARTS = ("changed_orders", "changed_customers", "changed_lines", "changed_rates")
CHANGED = " union all ".join(f"select * from ({statement(part)})" for part in PARTS)
COLUMNS = ["what", "id", "column_name", "old_value", "new_value"]


def changed_values(
    connection: duckdb.DuckDBPyConnection, import_id: int, at_most: int | None = None
) -> pd.DataFrame:  # fmt: skip
    """One row per value that differs: what (order, customer, rate), id, column_name, old_value, new_value; by entry.

    All texts; None where a file said nothing. column_name is a meaning of crm_core.schema, is_counted, lines or tags.
    """
    run(connection, "same_entries")
    rows = connection.execute(
        rf"""
        select
            what, id, column_name,
            regexp_replace(old_value, '^(-?\d+(\.\d*[1-9])?)\.?0*$', '\1') as old_value,
            regexp_replace(new_value, '^(-?\d+(\.\d*[1-9])?)\.?0*$', '\1') as new_value
        from ({CHANGED})
        order by what desc, entry, column_name
        limit $at_most
        """,
        {"import_id": import_id, "at_most": 2**60 if at_most is None else at_most},
    ).fetchall()
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def recount(connection: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Write into the receipt how many entries the import changes, of those that are now kept before it."""
    run(connection, "same_entries")
    connection.execute(
        "update imports set values_changed = (select count(*) from "
        f"(select distinct what, entry from ({CHANGED}))) where import_id = $import_id",
        {"import_id": import_id},
    )
