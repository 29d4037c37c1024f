"""Forget a customer: what tells who it was goes from every table; orders stay, with their amounts, without a name.

The caller holds the transaction and builds afterwards. What stays of the person is a salted hash of each identity, so
that a later file does not bring it back (crm_core/intake/forgotten.py), and a receipt without a name.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import duckdb

from crm_core.amending.queries import run
from crm_core.errors import UserError
from crm_core.intake.forgotten import SALT
from crm_core.locale import _

# In order: each step reads what the next ones take away.
STEPS = (
    "forget_hashes", "forget_rejects", "forget_referrers", "forget_decisions", "forget_orders", "forget_customer_rows",
    "forget_survey_rows", "forget_calls", "forget_segments", "keep_last_key", "forget_identities",
)  # fmt: skip
MADE = ("own_identities", "personal_texts")


@dataclass(frozen=True)
class Forgotten:
    """What is kept without a name: orders (refunds not counted among them), and what they and the refunds bring."""

    orders: int
    net_revenue: Decimal


def customer_called(connection: duckdb.DuckDBPyConnection, customer_id: str, known_by: str | None = None) -> int:
    """The key of the customer that exports call so. UserError if there is none, or several known in several ways."""
    rows = connection.execute(
        "select customer_key, known_by from customers "
        "where customer_id = $customer_id and known_by = coalesce($known_by, known_by) order by known_by",
        {"customer_id": customer_id, "known_by": known_by},
    ).fetchall()
    if not rows:
        raise UserError(_("There is no customer {customer_id}."), customer_id=customer_id)
    if len(rows) > 1:
        raise UserError(
            _("Several customers are called {customer_id}. Say which one with --known-by: {kinds}."),
            customer_id=customer_id, kinds=", ".join(kind for _key, kind in rows),
        )  # fmt: skip
    return int(rows[0][0])


def forget(
    connection: duckdb.DuckDBPyConnection, customer_key: int, forgotten_at: datetime, salt: str
) -> Forgotten:  # fmt: skip
    """Forget a customer with all its identities, inside the caller's transaction; needs a built database.

    `salt` is any text nobody can guess; the first one given is kept. UserError if there is no such customer.
    """
    _find(connection, customer_key)
    if connection.execute("select 1 from own_identities").fetchone() is None:
        raise UserError(_("There is no such customer."))
    kept = connection.execute(
        "select count(*) filter (kind <> 'refund'), coalesce(sum(net_revenue), 0) from orders "
        "where customer_key = $customer_key",
        {"customer_key": customer_key},
    ).fetchone()
    assert kept is not None
    connection.execute("insert or ignore into meta values ($key, $salt)", {"key": SALT, "salt": salt})
    for step in STEPS:
        run(connection, step)
    connection.execute(
        "insert into forgotten_customers values ($forgotten_at, $orders, $net_revenue)",
        {"forgotten_at": forgotten_at, "orders": kept[0], "net_revenue": kept[1]},
    )
    _clean_up(connection)
    return Forgotten(*kept)


def _find(connection: duckdb.DuckDBPyConnection, customer_key: int) -> None:
    """Gather what is known of the customer: own_identities, personal_texts."""
    _clean_up(connection)
    run(connection, "own_identities", customer_key=customer_key)
    run(connection, "personal_texts")


def _clean_up(connection: duckdb.DuckDBPyConnection) -> None:
    for name in MADE:
        connection.execute(f"drop table if exists temp.{name}")
