"""Of the revenue of key customers (A): how much is at risk, how much comes without a liking, and whose it is.

At risk: wavering, or lost since the monthly snapshot before. Weak attitude: measured, and spurious or no_loyalty.
The two are questions of their own about the same customers, so they are never added.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope, condition
from crm_core.queries.scoped_rows import scoped
from crm_core.queries.silence import first_day

# The monthly snapshot before, if it is ready; without one, who was lost since is not known.
PREVIOUS = """
with before as (
    select max(as_of) as as_of
    from snapshot_dates
    where as_of < $as_of and not is_comparison
)

select b.as_of
from before as b
inner join calendar as d on b.as_of = d.as_of
"""

_LOST_SINCE = """
before as (
    select customer_key
    from snapshot_rows
    where as_of = cast($previous as date) and stage = 'lost'
),

lost_since as (
    select
        r.customer_key,
        r.revenue,
        coalesce(r.attitude_source = 'measured' and r.quadrant in ('spurious', 'no_loyalty'), false) as is_weak
    from snapshot_rows as r
    anti join before as b on r.customer_key = b.customer_key
    where r.as_of = $as_of and r.tier = 'A' and r.stage = 'lost' and cast($previous as date) is not null and {scoped}
)"""

PARTS = (
    "with"
    + _LOST_SINCE
    + """,

keys as (
    select
        stage,
        quadrant,
        attitude_source,
        cast(sum(customers) as bigint) as customers,
        sum(revenue) as revenue
    from snapshot_groups
    where as_of = $as_of and tier = 'A' and {where}
    group by stage, quadrant, attitude_source
),

newly as (
    select
        count(*) as customers,
        coalesce(sum(revenue), 0) as revenue,
        count_if(not is_weak) as other_customers,
        coalesce(sum(revenue) filter (where not is_weak), 0) as other_revenue
    from lost_since
),

parts as (
    select
        'stage' as side,
        case
            when stage = 'wavering' then 'wavering'
            when stage = 'lost' then 'lost_before'
            when stage is not null then 'keeping'
            else error('a customer without a stage')
        end as part,
        customers,
        revenue
    from keys
    union all
    select
        'stage' as side,
        'lost_since' as part,
        customers,
        revenue
    from newly
    union all
    select
        'stage' as side,
        'lost_before' as part,
        -customers,
        -revenue
    from newly
    union all
    select
        'either' as side,
        'exposed' as part,
        customers,
        revenue
    from keys
    where stage = 'wavering' or (attitude_source = 'measured' and quadrant in ('spurious', 'no_loyalty'))
    union all
    select
        'either' as side,
        'exposed' as part,
        other_customers,
        other_revenue
    from newly
    union all
    select
        'attitude' as side,
        case
            when attitude_source is null then 'unknown'
            when attitude_source = 'estimated' then 'estimated'
            when quadrant in ('spurious', 'no_loyalty') then 'weak'
            when quadrant in ('loyal', 'latent') then 'strong'
            else error('no quadrant for a measured attitude')
        end as part,
        customers,
        revenue
    from keys
)

select
    side,
    part,
    cast(sum(customers) as bigint) as customers,
    cast(sum(revenue) as double) as revenue,
    cast(sum(revenue) as double) / nullif(cast(sum(sum(revenue)) over (partition by side) as double), 0) as share
from parts
group by side, part
having sum(customers) > 0
order by side, part
"""
)

# Since when a customer is wavering, and from when on lost, at its present usual gap. The largest are found first, with
# few columns, because only they need the others.
NAMES = (
    "with"
    + _LOST_SINCE
    + f""",

exposed as (
    select
        r.customer_key,
        r.revenue,
        r.stage = 'wavering' or l.customer_key is not null as is_at_risk,
        coalesce(r.attitude_source = 'measured' and r.quadrant in ('spurious', 'no_loyalty'), false) as is_weak
    from snapshot_rows as r
    left join lost_since as l on r.customer_key = l.customer_key
    where
        r.as_of = $as_of
        and r.tier = 'A'
        and (r.stage in ('wavering', 'lost') or r.attitude_source = 'measured')
        and {{scoped}}
),

most as (
    select *
    from exposed
    where is_at_risk or is_weak
    order by revenue desc, customer_key
    limit $at_most
)

select
    m.customer_key,
    coalesce(c.name, c.customer_id) as customer,
    c.customer_id,
    cast(m.revenue as double) as revenue,
    cast(m.revenue as double) / nullif(cast($base as double), 0) as share,
    m.is_at_risk,
    m.is_weak,
    cast(r.stage as text) as stage,
    cast(r.quadrant as text) as quadrant,
    cast(r.attitude_source as text) as attitude_source,
    case when m.is_at_risk then r.last_purchase + {first_day("wavering", "r.usual_gap_days")} end as wavering_since,
    case when m.is_at_risk then r.last_purchase + {first_day("lost", "r.usual_gap_days")} end as lost_on,
    r.last_purchase,
    c.owner,
    c.email,
    c.phone
from most as m
inner join snapshot_rows as r on m.customer_key = r.customer_key and r.as_of = $as_of
inner join customers as c on m.customer_key = c.customer_key
cross join settings as s
order by m.revenue desc, m.customer_key
"""
)


@dataclass(frozen=True)
class Exposure:
    """Of key customers' revenue: parts by side. previous: None where lost_since cannot be told.

    parts: side, part, customers, revenue, share (0–1 of the side); only parts with somebody in them. Sides: stage
    (keeping, wavering, lost_since, lost_before), attitude (weak, strong, estimated, unknown), either (exposed: at risk
    or weak, each customer once).
    """

    previous: date | None
    parts: pd.DataFrame

    def revenue(self, *parts: str) -> float:
        """What the customers in these parts bring."""
        return float(self.parts.loc[self.parts["part"].isin(parts), "revenue"].sum())

    def customers(self, *parts: str) -> int:
        """How many customers are in these parts."""
        return int(self.parts.loc[self.parts["part"].isin(parts), "customers"].sum())

    def share(self, *parts: str) -> float:
        """Their share (0–1) of key customers' revenue."""
        return float(self.parts.loc[self.parts["part"].isin(parts), "share"].sum())


def exposure(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Exposure:
    """The parts of key customers' revenue at the scope's date."""
    where, parameters = condition(scope)
    before = previous(connection, scope.as_of)
    sql = PARTS.format(where=where, scoped=f"r.{scoped(scope)[0]}" if scope.is_filtered else "true")
    parameters |= {"as_of": scope.as_of, "previous": before}
    return Exposure(before, connection.execute(sql, parameters).df())


def names(connection: duckdb.DuckDBPyConnection, scope: Scope, base: float, at_most: int = 100) -> pd.DataFrame:
    """Key customers at risk or with a measured weak attitude, the largest first; share (0–1) is of `base`.

    wavering_since, lost_on: the first days of these stages at the
    customer's present gap; only of those at risk. A day of the future is when a wavering customer becomes lost.
    """
    return _names(connection, scope, base, at_most).df()


def chunks(connection: duckdb.DuckDBPyConnection, scope: Scope, base: float) -> Iterator[pd.DataFrame]:
    """All rows of `names`, some thousands at a time, for a file; at least one frame."""
    result = _names(connection, scope, base, None)
    yield result.fetch_df_chunk(8)
    while len(chunk := result.fetch_df_chunk(8)):
        yield chunk


def previous(connection: duckdb.DuckDBPyConnection, as_of: date) -> date | None:
    """The monthly snapshot before `as_of`; None if there is none, or it is not ready."""
    row = connection.execute(PREVIOUS, {"as_of": as_of}).fetchone()
    return row[0] if row else None


def _names(
    connection: duckdb.DuckDBPyConnection, scope: Scope, base: float, at_most: int | None
) -> duckdb.DuckDBPyConnection:
    where, parameters = scoped(scope)
    parameters |= {
        "as_of": scope.as_of,
        "previous": previous(connection, scope.as_of),
        "base": base,
        "at_most": at_most,
    }
    values: dict[str, Any] = parameters
    return connection.execute(NAMES.format(scoped=f"r.{where}" if scope.is_filtered else where), values)
