"""The share of the best fifth among some customers only; for the whole shop it stands in table cut_offs."""

import duckdb

from crm_core.queries.scope import Scope, condition

# The customers of a scope who have a tier, and how many of them are the best fifth (rounded up, as in table cut_offs).
FIFTH = """
select
    cast(coalesce(sum(customers), 0) as bigint) as customers,
    cast((coalesce(sum(customers), 0) + 4) // 5 as bigint) as inside
from snapshot_groups
where as_of = $as_of and tier is not null and {where}
"""

# The share of the best `inside` customers; of those who share the value of the last of them, only as many as it takes.
# The quantile lies half a customer inside its step, so that no rounding moves it to a neighbour.
FIFTH_SHARE = """
with valued as (
    select greatest(value, 0) as value
    from snapshot_rows
    where as_of = $as_of and tier is not null and scope_key in (select scope_key from scopes where {where})
),

line as (
    select quantile_disc(value, $quantile) as lowest
    from valued
),

sums as (
    select
        any_value(l.lowest) as lowest,
        count_if(v.value > l.lowest) as above,
        coalesce(sum(v.value) filter (where v.value > l.lowest), 0) as value_above,
        sum(v.value) as value
    from valued as v
    cross join line as l
)

select cast((value_above + ($inside - above) * lowest) / nullif(value, 0) as double)
from sums
"""


def top_fifth_share(connection: duckdb.DuckDBPyConnection, scope: Scope) -> float | None:
    """The share of value (0–1) that the best fifth of the scope's customers bring; None if nobody has a tier."""
    where, parameters = condition(scope)
    parameters |= {"as_of": scope.as_of}
    customers, inside = connection.execute(FIFTH.format(where=where), parameters).fetchall()[0]
    if not customers:
        return None
    parameters |= {"inside": inside, "quantile": 1 - (inside - 0.5) / customers}
    share: float | None = connection.execute(FIFTH_SHARE.format(where=where), parameters).fetchall()[0][0]
    return share
