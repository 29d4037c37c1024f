"""Whom to call: the customers who deserve a call now, why, and how much money is at stake in a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import duckdb
import pandas as pd

from crm_core.queries import call_rows
from crm_core.queries.kept_sums import are_kept
from crm_core.queries.lost_returns import lost
from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped

Reason = Literal["wavering", "falling", "rising", "first_time", "lost"]
REASONS: tuple[Reason, ...] = ("wavering", "falling", "rising", "first_time", "lost")

# Of the rows of call_rows, the reason and what it is worth.
CALLS = """
with valued as (
    select
        *,
        case told
            when 'wavering' then cast(revenue as double)
            when 'falling' then cast(revenue as double) * (1 - greatest(pace, 0))
            when 'rising' then cast(revenue as double) * least(pace - 1, 1)
            when 'first_time' then coalesce(expected_revenue, cast(revenue as double))
            when 'lost' then lost_revenue * $return_share
        end as money,
        case told
            when 'wavering' then wavering_on
            when 'lost' then lost_on
            when 'first_time' then last_purchase + cast(ceil($due_from * usual_gap_days) as integer)
            else $as_of - 90
        end as since
    from (
        select
            * exclude (reason, reason_but_falling),
            case when list_contains($reasons, 'falling') then reason else reason_but_falling end as told
        from {rows}
        where {scoped} and customer_key not in (select unnest(cast($left_out as integer[])))
    )
    where list_contains($reasons, told)
),

calls as materialized (
    select
        * exclude (told),
        told as reason
    from valued
    where money > 0
),
"""

SUMS = """
sums as (
    select
        v.reason,
        k.owner,
        count(*) as calls,
        sum(v.money) as money,
        count(*) filter (where v.reason = 'wavering' and v.lost_on <= $as_of + 7) as soon_lost
    from calls as v
    inner join scopes as k on v.scope_key = k.scope_key
    group by v.reason, k.owner
),
"""

BEST = """
best as (
    select *
    from calls
    order by money desc, customer_key
    limit $at_most
),

named as (
    select
        b.customer_key,
        c.known_by,
        c.customer_id,
        coalesce(c.name, c.customer_id) as customer,
        c.owner,
        c.email,
        c.phone,
        c.region,
        b.reason,
        b.money,
        b.since,
        case when b.reason <> 'lost' then b.lost_on end as lost_on,
        cast(b.tier as text) as tier,
        cast(b.stage as text) as stage,
        case when b.reason = 'lost' then b.lost_revenue else cast(b.revenue as double) end as revenue,
        b.pace,
        b.last_purchase,
        b.recency_days,
        b.usual_gap_days
    from best as b
    inner join customers as c on b.customer_key = c.customer_key
)
"""

NAMED = """
select *
from named
order by money desc, customer_key
"""

# One question for both, because to judge a million customers takes most of the time.
SUMS_AND_NAMED = """
, told as (
    select *
    from named
    union all by name
    select *
    from sums
)

select *
from told
order by customer_key is not null, money desc, customer_key, reason, owner nulls last
"""
OF_SUMS = ["reason", "owner", "calls", "money", "soon_lost"]


@dataclass(frozen=True)
class Asked:
    """What is asked for: these reasons, without the customers (by key) who were called already.

    return_share: of the lost, the share (0–1) that comes back; 1 where it is not known.
    """

    reasons: tuple[Reason, ...] = REASONS
    left_out: tuple[int, ...] = ()
    return_share: float = 1.0


def return_share(connection: duckdb.DuckDBPyConnection) -> float | None:
    """Of the lost, the share (0–1) that came back; None while there are too few to say."""
    found = lost(connection)
    return found.share if found is not None and found.is_enough else None


@dataclass(frozen=True)
class Calls:
    """sums: one row per reason and owner (None: no account manager): calls, money (a year), soon_lost (wavering ones
    who become lost within 7 days). best: the calls worth most, see `calls`."""

    sums: pd.DataFrame
    best: pd.DataFrame


def calls_and_sums(connection: duckdb.DuckDBPyConnection, scope: Scope, asked: Asked, at_most: int) -> Calls:
    """Who is to be called, in sums and by name; judged once for both."""
    sql, parameters = _calls(connection, scope, asked)
    rows = connection.execute(sql + SUMS + BEST + SUMS_AND_NAMED, parameters | {"at_most": at_most}).df()
    is_sum = rows["customer_key"].isna()
    counts = dict.fromkeys(("calls", "soon_lost"), int)
    best = rows[~is_sum].drop(columns=["calls", "soon_lost"]).reset_index(drop=True)
    return Calls(rows.loc[is_sum, OF_SUMS].reset_index(drop=True).astype(counts), best.astype({"customer_key": int}))


def calls(
    connection: duckdb.DuckDBPyConnection, scope: Scope, asked: Asked, at_most: int | None = None
) -> pd.DataFrame:
    """One row per customer to call, the most money first: customer_key, known_by, customer_id, customer, owner, email,
    phone, region, reason, money (a year), since, lost_on (if nothing is bought), tier, stage, revenue (of the window;
    of the lost: of the 12 months up to the last purchase), pace, last_purchase, recency_days, usual_gap_days."""
    sql, parameters = _calls(connection, scope, asked)
    return connection.execute(sql + BEST + NAMED, parameters | {"at_most": at_most}).df()


def chunks(connection: duckdb.DuckDBPyConnection, scope: Scope, asked: Asked) -> Iterator[pd.DataFrame]:
    """All of them, for a file."""
    yield calls(connection, scope, asked)


def _calls(connection: duckdb.DuckDBPyConnection, scope: Scope, asked: Asked) -> tuple[str, dict[str, Any]]:
    """CALLS with their parameters, of the rows that the build has kept, or found on the spot."""
    where, parameters = scoped(scope)
    parameters |= {
        "as_of": scope.as_of,
        "reasons": list(asked.reasons),
        "left_out": list(asked.left_out),
        "return_share": asked.return_share,
        "due_from": call_rows.DUE_FROM,
    }
    if are_kept(connection, scope.as_of):
        return CALLS.format(rows="call_rows", scoped=where), parameters
    return CALLS.format(rows=f"({call_rows.ROWS})", scoped=where), parameters | call_rows.LIMITS
