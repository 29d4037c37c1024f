"""Whom to call: the customers who deserve a call now, why, and how much money is at stake in a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import duckdb
import pandas as pd

from crm_core.queries.last_tiers import LAST_TIERS
from crm_core.queries.lost_returns import lost
from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped
from crm_core.queries.silence import first_day

Reason = Literal["wavering", "falling", "rising", "first_time", "lost"]
REASONS: tuple[Reason, ...] = ("wavering", "falling", "rising", "first_time", "lost")
DUE_FROM = 0.75  # of the usual gap: from here on a second purchase is due
LOST_MONTHS = 6  # only who was lost in these months is still worth winning back

# What is wanted of all periods stands beside the sum, not in the join: a join by a range too takes thrice as long.
# One customer has one reason, the first that holds. It is also the most valuable one: a customer can only be wavering
# and falling at once, and what falls is at most what wavers. The tier before stands in the moves where it was another.
CALLS = f"""
with before as (
    select
        customer_key as mover_key,
        label_before
    from move_rows
    where as_of = $as_of and field = cast('tier' as label_field) and list_contains($reasons, 'falling')
),

candidates as (
    select
        r.customer_key,
        r.scope_key,
        r.revenue,
        r.last_purchase,
        r.recency_days,
        r.usual_gap_days,
        r.overdue,
        r.tier,
        r.stage,
        r.pace
    from snapshot_rows as r
    where
        r.as_of = $as_of
        and {{scoped}}
        and (
            r.stage = cast('lost' as stage) and list_contains($reasons, 'lost')
            or r.stage = cast('wavering' as stage) and r.tier = cast('A' as tier)
            or r.stage = cast('acquainted' as stage) and r.overdue >= $due_from
            or r.pace >= (select s.rising_from from settings as s) and list_contains($reasons, 'rising')
            or r.pace <= (select s.falling_to from settings as s) and list_contains($reasons, 'falling')
        )
        and r.customer_key not in (select unnest(cast($left_out as integer[])))
),

judged as materialized (
    select
        r.*,
        r.last_purchase + {first_day("wavering", "r.usual_gap_days")} as wavering_on,
        r.last_purchase + {first_day("lost", "r.usual_gap_days")} as lost_on,
        pace_class_of(r.pace, r.tier, b.label_before, s.rising_from, s.falling_to) as pace_class,
        s.wavering_overdue
    from candidates as r
    cross join settings as s
    left join before as b on r.customer_key = b.mover_key
),

lost as (
    select *
    from judged
    where stage = 'lost' and lost_on > $as_of - to_months($lost_months)
),

{LAST_TIERS.strip()},

first_day as (
    select min(day) as first_day
    from periods
),

worth_winning as materialized (
    select
        l.customer_key,
        greatest(cast(date_trunc('month', l.last_purchase) - interval 11 month as date), f.first_day) as first_day
    from lost as l
    cross join first_day as f
    left join left_tiers as b on l.customer_key = b.customer_key
    where coalesce(cast(l.tier as text), cast(b.tier as text)) in ('A', 'B')
),

last_years as materialized (
    select
        w.customer_key,
        f.period as first_period,
        t.period as last_period
    from worth_winning as w
    inner join periods as f on w.first_day = f.day
    inner join periods as t on t.day = $as_of
),

lost_revenue as materialized (
    select
        p.customer_key,
        sum(p.revenue) filter (where p.period between w.first_period and w.last_period) as revenue
    from customer_periods as p
    inner join last_years as w on p.customer_key = w.customer_key
    group by p.customer_key
),

reasons as (
    select
        j.*,
        case
            when j.stage = 'lost' then case when v.customer_key is not null then 'lost' end
            when j.stage = 'wavering' and j.tier = 'A' then 'wavering'
            when j.pace_class in ('falling', 'rising') then j.pace_class
            when j.stage = 'acquainted' and j.overdue between $due_from and j.wavering_overdue then 'first_time'
        end as reason,
        cast(v.revenue as double) as lost_revenue,
        f.expected_revenue
    from judged as j
    left join lost_revenue as v on j.customer_key = v.customer_key
    left join forecast_rows as f on f.as_of = $as_of and j.customer_key = f.customer_key
),

valued as (
    select
        *,
        case reason
            when 'wavering' then cast(revenue as double)
            when 'falling' then cast(revenue as double) * (1 - greatest(pace, 0))
            when 'rising' then cast(revenue as double) * least(pace - 1, 1)
            when 'first_time' then coalesce(expected_revenue, cast(revenue as double))
            when 'lost' then lost_revenue * $return_share
        end as money,
        case reason
            when 'wavering' then wavering_on
            when 'lost' then lost_on
            when 'first_time' then last_purchase + cast(ceil($due_from * usual_gap_days) as integer)
            else $as_of - 90
        end as since
    from reasons
    where list_contains($reasons, reason)
),

calls as materialized (
    select *
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
    parameters = _parameters(scope, asked) | {"at_most": at_most}
    rows = connection.execute(_calls(scope) + SUMS + BEST + SUMS_AND_NAMED, parameters).df()
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
    parameters = _parameters(scope, asked) | {"at_most": at_most}
    return connection.execute(_calls(scope) + BEST + NAMED, parameters).df()


def chunks(connection: duckdb.DuckDBPyConnection, scope: Scope, asked: Asked) -> Iterator[pd.DataFrame]:
    """All of them, for a file."""
    yield calls(connection, scope, asked)


def _calls(scope: Scope) -> str:
    return CALLS.format(scoped=scoped(scope)[0])


def _parameters(scope: Scope, asked: Asked) -> dict[str, Any]:
    return scoped(scope)[1] | {
        "as_of": scope.as_of,
        "reasons": list(asked.reasons),
        "left_out": list(asked.left_out),
        "return_share": asked.return_share,
        "due_from": DUE_FROM,
        "lost_months": LOST_MONTHS,
    }
