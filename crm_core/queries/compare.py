"""What the Compare page asks: the numbers of a group of customers, its labels."""

from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any, Literal

import duckdb
import pandas as pd

from crm_core.queries.customer_filters import Where, where_of
from crm_core.queries.scope import Scope, condition
from crm_core.segments import Conditions

WORTH_SAYING = log(1.1)  # a smaller difference is none that a manager would act on

# Who is kept is asked twice: to join two tables by a key that is unique costs less than to remember all of them.
# Averages and medians are of those who bought in the window: customers silent for years would make them all zero.
SUMMARY = """
{matching}
kept as (
    select
        r.customer_key,
        r.tier is not null as bought,
        r.revenue,
        r.order_count,
        r.recency_days,
        r.usual_gap_days,
        r.attitude_source
    from snapshot_rows as r
    where {where}
),

everybody as (
    select cast(sum(revenue) as double) as revenue
    from snapshot_groups
    where as_of = $as_of and {everybody}
),

expected as (
    select sum(f.expected_value) as expected_value
    from forecast_rows as f
    inner join (select r.customer_key from snapshot_rows as r where {where}) as k on f.customer_key = k.customer_key
    where f.as_of = $as_of
),

summed as (
    select
        count(*) as customers,
        count(*) filter (where bought) as buyers,
        cast(coalesce(sum(revenue), 0) as double) as revenue,
        cast(sum(revenue) filter (where bought) as double) as buyers_revenue,
        sum(order_count) filter (where bought) as orders,
        median(revenue) filter (where bought) as median_revenue,
        median(recency_days) as median_silent,
        median(usual_gap_days) as median_gap,
        count(*) filter (where bought and attitude_source = 'measured') as measured
    from kept
)

select
    s.customers,
    s.buyers,
    s.buyers / nullif(s.customers, 0) as buyer_share,
    s.revenue,
    s.revenue / nullif(e.revenue, 0) as revenue_share,
    s.buyers_revenue / nullif(s.buyers, 0) as revenue_per_buyer,
    s.median_revenue,
    s.orders / nullif(s.buyers, 0) as orders_per_buyer,
    s.buyers_revenue / nullif(s.orders, 0) as average_order,
    s.median_silent,
    s.median_gap,
    s.measured / nullif(s.buyers, 0) as measured_share,
    x.expected_value,
    x.expected_value / nullif(s.customers, 0) as expected_per_customer
from summed as s
cross join everybody as e
cross join expected as x
"""

# The group as it was a year before, not as it is now: nobody is among today's best without having bought again.
RETAINED = """
{matching}
counted as (
    select count(*) as buyers_before
    from snapshot_rows as r
    where {where} and r.tier is not null
),

stayed as (
    select count(n.tier) as buyers
    from snapshot_rows as r
    inner join snapshot_rows as n on r.customer_key = n.customer_key
    where {where} and r.tier is not null and n.as_of = $now
)

select
    c.buyers_before,
    s.buyers / nullif(c.buyers_before, 0) as retention
from counted as c
cross join stayed as s
"""

LABELS = """
{matching}
grouped as (
    select
        cast(r.tier as text) as tier,
        cast(r.stage as text) as stage,
        cast(r.quadrant as text) as quadrant,
        count(*) as customers
    from snapshot_rows as r
    where {where}
    group by r.tier, r.stage, r.quadrant
),

named as (
    select 'tier' as field, tier as label, customers from grouped
    union all
    select 'stage' as field, stage as label, customers from grouped
    union all
    select 'quadrant' as field, quadrant as label, customers from grouped
)

select
    field,
    label,
    cast(sum(customers) as bigint) as customers,
    cast(sum(customers) / sum(sum(customers)) over (partition by field) as double) as share
from named
group by field, label
order by field, customers desc, label
"""

Kind = Literal["count", "money", "share", "decimal", "days"]
# What is compared, and in which unit. OF_SIZE say how large a group is, the others what its customers are like.
MEASURES: dict[str, Kind] = {
    "customers": "count",
    "buyers": "count",
    "buyer_share": "share",
    "revenue": "money",
    "revenue_share": "share",
    "revenue_per_buyer": "money",
    "median_revenue": "money",
    "orders_per_buyer": "decimal",
    "average_order": "money",
    "median_silent": "days",
    "median_gap": "days",
    "retention": "share",
    "measured_share": "share",
    "expected_value": "money",
    "expected_per_customer": "money",
}
OF_SIZE = ("customers", "buyers", "revenue", "revenue_share", "expected_value")
SAID_OTHERWISE = ("median_revenue", "expected_per_customer")  # they move with revenue per buyer


@dataclass(frozen=True)
class Pair:
    """One measure of both sides; None where it is not known. Shares are 0–1."""

    measure: str
    kind: Kind
    a: float | None
    b: float | None

    @property
    def ratio(self) -> float | None:
        """How many times as much A is as B; None where that says nothing."""
        return self.a / self.b if self.a is not None and self.b is not None and self.a > 0 and self.b > 0 else None


def numbers(
    connection: duckdb.DuckDBPyConnection, scope: Scope, group: Conditions, compared_with: date | None
) -> dict[str, float | None]:
    """MEASURES of the customers of a group within the scope; retention of those of `compared_with`, a year before."""
    matching, where = where_of_group(scope, group)
    everybody, parameters = condition(scope)
    sql = SUMMARY.format(matching=matching, where=" and ".join(where.parts), everybody=everybody)
    found = record(connection, sql, where.parameters | parameters)
    found["retention"] = None
    if compared_with is not None:
        matching, where = where_of_group(Scope(compared_with, scope.regions, scope.kinds, scope.owners), group)
        sql = RETAINED.format(matching=matching, where=" and ".join(where.parts))
        found["retention"] = record(connection, sql, where.parameters | {"now": scope.as_of})["retention"]
    return {measure: None if found[measure] is None else float(found[measure]) for measure in MEASURES}


def labels(connection: duckdb.DuckDBPyConnection, scope: Scope, group: Conditions) -> pd.DataFrame:
    """Of a group: field (tier, stage, quadrant), label, customers, share (0–1; of each field they are together 1)."""
    matching, where = where_of_group(scope, group)
    return connection.execute(LABELS.format(matching=matching, where=" and ".join(where.parts)), where.parameters).df()


def pairs(a: dict[str, float | None], b: dict[str, float | None], measures: dict[str, Kind]) -> list[Pair]:
    """The measures of both sides beside each other."""
    return [Pair(measure, kind, a[measure], b[measure]) for measure, kind in measures.items()]


def largest(found: list[Pair], at_most: int = 3, but: tuple[str, ...] = OF_SIZE + SAID_OTHERWISE) -> list[Pair]:
    """The measures in which A and B differ most, as ratios; those in `but` are passed over."""
    apart = [(abs(log(pair.ratio)), pair) for pair in found if pair.ratio and pair.measure not in but]
    apart.sort(key=lambda one: -one[0])
    return [pair for distance, pair in apart[:at_most] if distance >= WORTH_SAYING]


def where_of_group(scope: Scope, group: Conditions) -> tuple[str, Where]:
    """What the scope and the group keep; a group's own parts of the shop come on top of the scope's."""
    where = where_of(scope, group.filters)
    own, parameters = condition(Scope(scope.as_of, group.regions, group.kinds, group.owners))
    if parameters:
        own = own.replace("$scope_", "$own_")
        where.parts.append(f"r.scope_key in (select scope_key from scopes where {own})")
        where.parameters |= {name.replace("scope_", "own_"): values for name, values in parameters.items()}
    return where.find(group.filters.words), where


def record(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> dict[str, Any]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    assert row is not None
    return dict(zip(names, row, strict=True))
