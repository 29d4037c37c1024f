"""What came of a file, as short lines of text that expected.toml can hold and a reader can check by eye."""

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import cache

from crm_core.database import open_database, transaction
from crm_core.intake import load_files

LOADED_AT = datetime(2026, 1, 1)
ORDERS = """
    select order_id, strftime(ordered_at, '%Y-%m-%d'), amount, is_counted, is_refund, refunded, kind, value
    from order_rows left join identities using (identity_key) where superseded_by is null
    order by order_id, ordered_at, amount desc
"""
CUSTOMERS = """
    select distinct i.kind || '=' || i.value || coalesce(' ' || c.name, '')
    from customer_rows as c join identities as i using (identity_key) where superseded_by is null order by all
"""
SURVEYS = """
    select value || ' ' || cast(score as integer) || ' ' || answered_on
    from survey_rows join identities using (identity_key) order by all
"""


class _TakeBackError(Exception):
    """Ends a transaction so that nothing of it stays."""


@cache
def _empty_database():
    """One for all: what is loaded into it is taken back."""
    return open_database(":memory:")


def outcome(*plans):
    """Load the files together into an empty database; what is in it then, and the receipts' sums."""
    connection, found = _empty_database(), {}
    with suppress(_TakeBackError), transaction(connection):
        found = _loaded(connection, plans)
        raise _TakeBackError
    assert connection.execute("select count(*) from imports").fetchone() == (0,)
    return found


def _loaded(connection, plans):
    receipts = load_files(connection, plans, LOADED_AT)
    assert all(receipt.reconciles for receipt in receipts)
    orders = connection.execute(ORDERS).fetchall()
    lines = connection.execute(
        "select count(*), sum(line_amount) from line_rows where superseded_by is null"
    ).fetchone()
    return {
        "orders": [_order(*row) for row in orders],
        "customers": [text for (text,) in connection.execute(CUSTOMERS).fetchall()],
        "surveys": [text for (text,) in connection.execute(SURVEYS).fetchall()],
        "lines": " ".join(_short(value) for value in lines or ()),
        "net": _short(sum((_net(*row) for row in orders), Decimal(0))),
        "rejected": sum(receipt.rejected for receipt in receipts),
        "set_aside": sum(receipt.lines_set_aside for receipt in receipts),
        "currency": next((receipt.currency for receipt in receipts if receipt.currency), None),
    }


def _order(order_id, day, amount, is_counted, is_refund, refunded, kind, value):
    marks = [mark for mark, holds in (("not counted", not is_counted), ("refund", is_refund)) if holds]
    marks += [f"refunded {_short(refunded)}"] if refunded else []
    return f"{order_id} | {day} | {_short(amount)} | {' '.join(marks)}{' ' if marks else ''}| " + (
        f"{kind}={value}" if kind else "nobody"
    )


def _net(order_id, day, amount, is_counted, is_refund, refunded, kind, value):
    """What the row adds to net revenue."""
    if not is_counted:
        return Decimal(0)
    return amount if is_refund else amount - (refunded or 0)


def _short(value):
    """A number without needless zeros; nothing for null."""
    if value is None:
        return "0"
    text = str(value) if isinstance(value, int) else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
