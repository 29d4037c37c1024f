"""Rising stars and falling customers (definitions, section 4): who they are, and whether they really differ later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped
from crm_core.statistics import ENOUGH, wilson

Which = Literal["rising", "falling"]
Verdict = Literal["differs", "same", "too_few", "unknown"]

# The newest snapshot with an outcome, not all of them: one customer is in many, and would be counted as often.
# Rising is judged among B and C, so the others of the comparison are too; falling among A and B.
OUTCOMES = """
with newest as (
    select max(as_of) as as_of from outcome_rows
)

select
    n.as_of,
    cast(coalesce(sum(o.customers) filter (where o.pace_class = $which), 0) as bigint) as customers,
    cast(coalesce(sum(o.grew) filter (where o.pace_class = $which), 0) as bigint) as grew,
    cast(
        coalesce(
            sum(o.customers) filter (where o.pace_class = 'neither' and list_contains($tiers, cast(o.tier as text))), 0
        ) as bigint
    ) as others,
    cast(
        coalesce(
            sum(o.grew) filter (where o.pace_class = 'neither' and list_contains($tiers, cast(o.tier as text))), 0
        ) as bigint
    ) as others_grew
from newest as n
inner join outcome_rows as o on n.as_of = o.as_of
group by n.as_of
"""

# The tier at the snapshot before stands in the moves where it was another one.
CUSTOMERS = """
with paced as (
    select *
    from snapshot_rows
    where as_of = $as_of and pace is not null and {scoped}
),

judged as (
    select
        r.*,
        case when m.customer_key is not null then cast(m.label_before as text) else cast(r.tier as text) end
            as tier_before
    from paced as r
    left join move_rows as m
        on m.as_of = $as_of and m.field = 'tier' and r.customer_key = m.customer_key
    cross join settings as s
    where pace_class_of(r.pace, r.tier, m.label_before, s.rising_from, s.falling_to) = $which
)

select
    j.customer_key,
    coalesce(k.name, k.customer_id) as customer,
    k.customer_id,
    cast(j.tier as text) as tier,
    j.tier_before,
    cast(j.stage as text) as stage,
    j.pace,
    cast(j.revenue as double) as revenue,
    j.last_purchase,
    k.region,
    k.owner,
    count(*) over () as found
from judged as j
inner join customers as k on j.customer_key = k.customer_key
order by j.revenue desc, j.customer_key
limit $at_most
"""
TIERS: dict[Which, list[str]] = {"rising": ["B", "C"], "falling": ["A", "B"]}


@dataclass(frozen=True)
class Group:
    """How many there were, and how many of them brought more afterwards than at their pace of the window."""

    customers: int
    grew: int

    @property
    def share(self) -> float:
        """Of those who grew, 0–1."""
        return self.grew / self.customers

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share."""
        return wilson(self.grew, self.customers)


@dataclass(frozen=True)
class Difference:
    """Whether a group did afterwards what its name says. as_of: when it was called so; None while nothing is known yet.

    differs: its interval lies wholly on the right side of the others'; same: it does not, or lies on the wrong side;
    too_few: one of them is smaller than 30; unknown: no snapshot has months enough after it.
    """

    which: Which
    verdict: Verdict
    as_of: date | None = None
    group: Group = Group(0, 0)
    others: Group = Group(0, 0)

    @property
    def is_hidden(self) -> bool:
        """Whether the lists of this group are not shown."""
        return self.verdict == "same"


def differs(connection: duckdb.DuckDBPyConnection, which: Which) -> Difference:
    """Whether the rising grew more often than the others of B and C, the falling less often than those of A and B."""
    row = connection.execute(OUTCOMES, {"which": which, "tiers": TIERS[which]}).fetchone()
    if row is None:
        return Difference(which, "unknown")
    as_of, customers, grew, others, others_grew = row
    group, rest = Group(customers, grew), Group(others, others_grew)
    return Difference(which, _verdict(which, group, rest), as_of, group, rest)


def _verdict(which: Which, group: Group, others: Group) -> Verdict:
    if min(group.customers, others.customers) < ENOUGH:
        return "too_few"
    (low, high), (others_low, others_high) = group.interval, others.interval
    right_side = low > others_high if which == "rising" else high < others_low
    return "differs" if right_side else "same"


def customers(
    connection: duckdb.DuckDBPyConnection, scope: Scope, which: Which, at_most: int | None = 200
) -> pd.DataFrame:
    """The rising or falling of the scope's snapshot, the most revenue first: customer_key, customer, customer_id, tier,
    tier_before (the month before), stage, pace (× its earlier pace and that of all), revenue (window), last_purchase,
    region, owner; found: how many there are in all."""
    where, parameters = scoped(scope)
    sql = CUSTOMERS.format(scoped=where)
    return connection.execute(sql, parameters | {"as_of": scope.as_of, "which": which, "at_most": at_most}).df()


def all_customers(connection: duckdb.DuckDBPyConnection, scope: Scope, which: Which) -> Iterator[pd.DataFrame]:
    """All of them, for a file."""
    yield customers(connection, scope, which, at_most=None)
