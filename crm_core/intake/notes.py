"""Lines of a report that are no rows: totals and notes with fewer fields than the header."""

import duckdb

from crm_core.intake.plan import Plan
from crm_core.intake.queries import run
from crm_core.intake.vocabulary import note_pattern


def set_notes_aside(connection: duckdb.DuckDBPyConnection, plan: Plan) -> int:
    """Take the notes out of broken_lines; returns how many there were."""
    run(
        connection, "notes", delimiter=plan.shape.delimiter, records_before=plan.shape.records_before,
        note_pattern=note_pattern(),
    )  # fmt: skip
    connection.execute("create or replace temp table broken_lines as from broken_lines anti join notes using (counted)")
    row = connection.execute("select count(*) from notes").fetchone()
    connection.execute("drop table notes")
    return int(row[0]) if row else 0
