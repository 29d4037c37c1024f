"""Undo an import: what is kept is then as if it had never come, whatever came after it.

The caller holds the transaction and builds afterwards (building.build_newest, then fill_history). The receipt stays,
with the moment of the undoing.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import duckdb

from crm_core.amending.changed_values import recount
from crm_core.amending.queries import drop_unnamed, run
from crm_core.errors import UserError
from crm_core.intake.carrying import carry_over_again
from crm_core.intake.queries import run as run_of_intake
from crm_core.locale import _

KEPT = ("order_rows", "line_rows", "customer_rows", "survey_rows", "rate_rows", "rejects")
REOPENED = ("orders", "lines", "customers", "surveys", "rates")


@dataclass(frozen=True)
class Undoing:
    """What an undoing takes: rows of the file, orders and refunds in force and what they add to revenue.

    entries_back: orders, customers and sets of lines that are again as an earlier file says.
    """

    import_id: int
    file_name: str
    rows: int
    orders: int
    amount: Decimal
    entries_back: int


def what_goes(connection: duckdb.DuckDBPyConnection, import_id: int) -> Undoing:
    """What undoing this import would take and bring back. UserError if it cannot be undone."""
    row = connection.execute(
        "select file_name, rows_in_file, strftime(undone_at, '%Y-%m-%d') from imports where import_id = $import_id",
        {"import_id": import_id},
    ).fetchone()
    if row is None:
        raise UserError(_("There is no import {import_id}."), import_id=import_id)
    file_name, rows, undone_on = row
    if undone_on:
        raise UserError(
            _("Import {import_id} ({file_name}) was undone on {day} already. Nothing was changed."),
            import_id=import_id, file_name=file_name, day=undone_on,
        )  # fmt: skip
    _rates_must_be_free(connection, import_id, file_name)
    found = run(connection, "what_goes", import_id=import_id).fetchone()
    assert found is not None
    orders, amount, *back = found
    return Undoing(import_id, file_name, rows, orders, amount, sum(back))


def undo(connection: duckdb.DuckDBPyConnection, import_id: int, undone_at: datetime) -> Undoing:
    """Take an import back, inside the caller's transaction. UserError if it is unknown, undone, or rates in use."""
    undoing = what_goes(connection, import_id)
    followers = [row[0] for row in run(connection, "followers", import_id=import_id).fetchall()]
    for table in KEPT:
        connection.execute(f"delete from {table} where import_id = $import_id", {"import_id": import_id})
    run_of_intake(connection, "same_entries")
    for name in REOPENED:
        run(connection, f"reopen_{name}", import_id=import_id)
    run(connection, "yield_orders", import_id=import_id)
    run(connection, "recount_orders", import_id=import_id)
    carry_over_again(connection, import_id)
    for follower in followers:
        recount(connection, follower)
    connection.execute(
        "update imports set undone_at = $undone_at where import_id = $import_id",
        {"undone_at": undone_at, "import_id": import_id},
    )
    drop_unnamed(connection)
    connection.execute("delete from meta where key = 'currency'")
    run(connection, "restore_currency")
    return undoing


def _rates_must_be_free(connection: duckdb.DuckDBPyConnection, import_id: int, file_name: str) -> None:
    """Amounts converted by a rate cannot stay when the rate goes."""
    using = run(connection, "rates_in_use", import_id=import_id).fetchall()
    if using:
        raise UserError(
            _("{file_name} holds rates that amounts were converted with. Undo these imports first: {imports}."),
            file_name=file_name, imports=", ".join(f"{name} ({number})" for number, name in using),
        )  # fmt: skip
