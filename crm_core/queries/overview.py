"""How the shop is doing: its six numbers, tiers by stages, revenue by month, key customers who waver."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from crm_core.queries.history import Missing, history
from crm_core.queries.scope import Scope, condition
from crm_core.queries.top_fifth import top_fifth_share

# One row per as-of date up to the scope's, with the date a year before. Without filters the whole shop's revenue and
# orders count, those that name nobody too; with filters only customers of whom the region, kind or owner is known.
FIGURES = """
with kept as (
    select
        as_of,
        sum(customers) filter (where tier is not null) as customers,
        sum(repeat_customers) filter (where tier is not null) as repeat_customers,
        sum(orders) as orders,
        sum(revenue) as revenue,
        sum(customers) filter (where tier = 'A' and stage = 'wavering') as wavering_a
    from snapshot_groups
    where as_of <= $as_of and {where}
    group by as_of
),

counted as (
    select
        d.*,
        coalesce(k.customers, 0) as customers,
        coalesce(k.repeat_customers, 0) as repeat_customers,
        coalesce(k.wavering_a, 0) as wavering_a,
        coalesce(k.revenue, 0) as identified_revenue,
        w.unidentified_revenue,
        case when $filtered then coalesce(k.revenue, 0) else w.net_revenue end as revenue,
        case when $filtered then coalesce(k.orders, 0) else w.purchases end as orders,
        case when not $filtered then c.top_fifth_value / nullif(c.positive_value, 0) end as top_fifth_share
    from snapshot_dates as d
    inner join cut_offs as c on d.as_of = c.as_of
    inner join window_totals as w on d.as_of = w.as_of
    left join kept as k on d.as_of = k.as_of
    where d.as_of <= $as_of
)

select
    as_of,
    warming_up,
    is_comparison,
    year_before,
    cast(customers as bigint) as customers,
    cast(orders as bigint) as orders,
    cast(wavering_a as bigint) as wavering_a,
    cast(revenue as double) as revenue,
    cast(identified_revenue as double) as identified_revenue,
    cast(unidentified_revenue as double) as unidentified_revenue,
    cast(revenue as double) / nullif(orders, 0) as average_order,
    cast(repeat_customers as double) / nullif(customers, 0) as repeat_share,
    cast(top_fifth_share as double) as top_fifth_share
from counted
order by as_of
"""

# The largest first, and only then their names: there may be a million customers.
WAVERING_KEY = """
with largest as (
    select *
    from snapshot_rows
    where
        as_of = $as_of and tier = 'A' and stage = 'wavering'
        and scope_key in (select scope_key from scopes where {where})
    order by revenue desc, customer_key
    limit $at_most
)

select
    l.customer_key,
    coalesce(nullif(c.name, ''), c.customer_id) as customer,
    cast(l.revenue as double) as revenue,
    l.last_purchase,
    cast(round(l.recency_days - l.usual_gap_days) as integer) as days_overdue,
    c.owner
from largest as l
inner join customers as c on l.customer_key = c.customer_key
order by l.revenue desc, l.customer_key
"""

# One row per cell of the table of tiers by stages, sums as tier or stage "all". Heat: 0 to 1 by the root of the number,
# because a few large cells would leave all others white.
CELLS = """
with cells as (
    select
        coalesce(cast(tier as text), 'none') as tier,
        cast(stage as text) as stage,
        sum(customers) as customers,
        sum(revenue) as revenue
    from snapshot_groups
    where as_of = $as_of and {where}
    group by all
),

sums as (
    select
        coalesce(tier, 'all') as tier,
        coalesce(stage, 'all') as stage,
        sum(customers) as customers,
        sum(revenue) as revenue
    from cells
    group by grouping sets ((tier, stage), (tier), (stage), ())
    having sum(customers) > 0
),

largest as (
    select
        max(customers) as customers,
        max(revenue) as revenue,
        sum(customers) as all_customers,
        sum(revenue) as all_revenue
    from cells
)

select
    s.tier,
    s.stage,
    cast(s.customers as bigint) as customers,
    cast(s.revenue as double) as revenue,
    cast(s.customers as double) / nullif(l.all_customers, 0) as customers_share,
    cast(s.revenue as double) / nullif(l.all_revenue, 0) as revenue_share,
    sqrt(cast(s.customers as double) / nullif(l.customers, 0)) as customers_heat,
    sqrt(greatest(cast(s.revenue as double), 0) / nullif(l.revenue, 0)) as revenue_heat
from sums as s
cross join largest as l
"""


TOO_LITTLE = 0.01


@dataclass(frozen=True)
class Figures:
    """The numbers at one as-of date; money in the shop's currency, shares 0–1, None where there is nobody.

    Without filters revenue and orders are the whole shop's; with filters they are those of the customers kept, as
    identified_revenue always is. unidentified_revenue is always the whole shop's.
    """

    customers: int
    orders: int
    wavering_a: int
    revenue: float
    identified_revenue: float
    unidentified_revenue: float
    average_order: float | None
    repeat_share: float | None
    top_fifth_share: float | None

    @property
    def unidentified_share(self) -> float:
        """The part of the shop's revenue that names no customer."""
        return self.unidentified_revenue / self.revenue if self.revenue > 0 else 0.0

    @property
    def names_customers(self) -> bool:
        """Whether what names no customer is too little to keep apart from what customers brought."""
        return abs(self.unidentified_share) < TOO_LITTLE


@dataclass(frozen=True)
class Summary:
    """The numbers now and a year before; `missing` says why there is no year before, else "".

    trend: one row per monthly snapshot that is not warming up, oldest first, with as_of and the columns of Figures.
    """

    now: Figures
    before: Figures | None
    missing: Missing
    trend: pd.DataFrame
    first_day: date
    days_of_data: int

    @property
    def bought_for(self) -> float:
        """What the customers brought; with the little that names nobody, so that it is the revenue of the page."""
        return self.now.revenue if self.now.names_customers else self.now.identified_revenue

    @property
    def revenue_change(self) -> float | None:
        """The relative change of `bought_for` on the year before; None if there is none."""
        if self.before is None:
            return None
        before = self.before.revenue if self.now.names_customers else self.before.identified_revenue
        return self.bought_for / before - 1 if before > 0 else None


def summary(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Summary:
    """The six numbers at the scope's snapshot, with their year and their trend."""
    where, parameters = condition(scope)
    rows = connection.execute(
        FIGURES.format(where=where), parameters | {"as_of": scope.as_of, "filtered": scope.is_filtered}
    ).df()
    behind = history(connection, scope.as_of)
    now = rows[rows["as_of"] == pd.Timestamp(scope.as_of)].iloc[0]
    year_before = rows[rows["as_of"] == now["year_before"]]
    missing = behind.missing
    if year_before.empty:  # also where it was built just now, between the two questions
        missing = missing or "pending"
    return Summary(
        now=_figures(connection, scope, now),
        before=None if missing else _figures(connection, scope, year_before.iloc[0]),
        missing=missing,
        trend=rows[~rows["warming_up"] & ~rows["is_comparison"]].reset_index(drop=True),
        first_day=behind.first_day,
        days_of_data=behind.days,
    )


def _figures(connection: duckdb.DuckDBPyConnection, scope: Scope, row: "pd.Series[Any]") -> Figures:
    values: dict[str, Any] = {f.name: None if pd.isna(row[f.name]) else row[f.name].item() for f in fields(Figures)}
    if scope.is_filtered:
        values["top_fifth_share"] = top_fifth_share(connection, replace(scope, as_of=row["as_of"].date()))
    return Figures(**values)


def cells(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """Tiers by stages with their sums: tier, stage, customers, revenue, the two shares and heats (0–1)."""
    where, parameters = condition(scope)
    return connection.execute(CELLS.format(where=where), parameters | {"as_of": scope.as_of}).df()


def wavering_key_customers(connection: duckdb.DuckDBPyConnection, scope: Scope, at_most: int = 8) -> pd.DataFrame:
    """A customers who waver, the largest first: customer_key, customer, revenue, last_purchase, days_overdue, owner."""
    where, parameters = condition(scope)
    return connection.execute(
        WAVERING_KEY.format(where=where), parameters | {"as_of": scope.as_of, "at_most": at_most}
    ).df()
