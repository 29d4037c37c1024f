"""Calls that somebody ticked as done: kept by an identity of the customer, so that they outlive rebuilds and merges."""

from datetime import datetime

import duckdb
import pandas as pd

from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.queries.scope import Scope, condition

MARK = """
insert into calls
select
    i.kind,
    i.value,
    $reason,
    $done_at,
    $done_by,
    $note
from identities as i
where i.identity_key = $customer_key
returning kind
"""

TAKE_BACK = """
delete from calls
where
    done_at = $done_at
    and (kind, value) in (
        select (i.kind, i.value)
        from identities as i
        inner join identity_owners as w on i.identity_key = w.identity_key
        where w.customer_key = $customer_key
    )
"""

IS_EMPTY = "select count(*) = 0 from calls where done_at >= $since"

DONE = """
with recent as (
    select
        w.customer_key,
        d.reason,
        d.done_at,
        d.done_by,
        d.note
    from calls as d
    inner join identities as i on d.kind = i.kind and d.value = i.value
    inner join identity_owners as w on i.identity_key = w.identity_key
    where d.done_at >= $since
)

select
    r.*,
    coalesce(c.name, c.customer_id) as customer,
    c.owner,
    {where} as is_kept
from recent as r
inner join customers as c on r.customer_key = c.customer_key
order by r.done_at desc, r.customer_key
"""
COLUMNS = ("customer_key", "reason", "done_at", "done_by", "note", "customer", "owner", "is_kept")


def mark_done(
    connection: duckdb.DuckDBPyConnection,
    customer_key: int,
    reason: str,
    done_at: datetime,
    done_by: str = "",
    note: str = "",
) -> None:
    """Tick a call, inside the caller's transaction. UserError if there is no such customer any more."""
    values = {"customer_key": customer_key, "reason": reason, "done_at": done_at, "done_by": done_by, "note": note}
    if connection.execute(MARK, values).fetchone() is None:
        raise UserError(_("There is no such customer."))


def take_back(connection: duckdb.DuckDBPyConnection, customer_key: int, done_at: datetime) -> None:
    """Untick a call, inside the caller's transaction; nothing happens if somebody else did so before."""
    connection.execute(TAKE_BACK, {"customer_key": customer_key, "done_at": done_at})


def done(connection: duckdb.DuckDBPyConnection, scope: Scope, since: datetime) -> pd.DataFrame:
    """One row per call done since then, the latest first: customer_key, reason, done_at, done_by, note, customer,
    owner; is_kept: whether the customer is one of the scope's."""
    row = connection.execute(IS_EMPTY, {"since": since}).fetchone()
    if row is not None and row[0]:
        return pd.DataFrame(columns=list(COLUMNS))
    where, parameters = condition(scope)
    return connection.execute(DONE.format(where=where), parameters | {"since": since}).df()
