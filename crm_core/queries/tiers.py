"""What the Tiers page asks: who the best customers are, where the lines run, who stands beside them."""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.scope import NoData, Scope, condition
from crm_core.queries.scoped_rows import scoped

LINES = """
with shop as (
    select
        coalesce(sum(customers), 0) as customers,
        coalesce(sum(customers) filter (where tier = 'A'), 0) as key_customers
    from snapshot_groups
    where as_of = $as_of and tier is not null
)

select
    cast(c.lowest_a as double) as lowest_a,
    cast(c.lowest_b as double) as lowest_b,
    cast(s.key_customers as double) / nullif(s.customers, 0) as key_share
from cut_offs as c
cross join shop as s
where c.as_of = $as_of
"""

TIERS = """
with sums as (
    select
        tier,
        sum(customers) filter (where as_of = $as_of) as customers,
        sum(revenue) filter (where as_of = $as_of) as revenue,
        sum(value) filter (where as_of = $as_of) as value,
        sum(orders) filter (where as_of = $as_of) as orders,
        sum(customers) filter (where as_of = $compared_with) as customers_before,
        sum(value) filter (where as_of = $compared_with) as value_before
    from snapshot_groups
    where as_of in ($as_of, $compared_with) and tier is not null and {where}
    group by tier
),

every_tier as (
    select cast(unnest(enum_range(null::tier)) as tier) as tier
),

filled as (
    select
        t.tier,
        coalesce(s.customers, 0) as customers,
        coalesce(s.revenue, 0) as revenue,
        coalesce(s.value, 0) as value,
        coalesce(s.orders, 0) as orders,
        case when $compared_with is not null then coalesce(s.customers_before, 0) end as customers_before,
        case when $compared_with is not null then coalesce(s.value_before, 0) end as value_before
    from every_tier as t
    left join sums as s on t.tier = s.tier
)

select
    cast(tier as text) as tier,
    cast(customers as bigint) as customers,
    cast(customers as double) / nullif(sum(customers) over (), 0) as customer_share,
    cast(revenue as double) as revenue,
    cast(revenue as double) / nullif(sum(revenue) over (), 0) as revenue_share,
    cast(revenue as double) / nullif(orders, 0) as average_order,
    cast(orders as double) / nullif(customers, 0) as orders_per_customer,
    cast(value as double) / nullif(cast(sum(value) over () as double), 0) as value_share,
    cast(customers_before as double) as customers_before,
    cast(customers - customers_before as double) as customers_change,
    cast(customers_before as double) / nullif(sum(customers_before) over (), 0) as customer_share_before,
    cast(value_before as double) / nullif(cast(sum(value_before) over () as double), 0) as value_share_before
from filled
order by filled.tier
"""

# A window runs over the bands (1.6 % wide), never over the customers. The tier is part of the group, so that the two
# lines cut a band exactly where they run. Negative values count as 0, as in the rule.
CURVE = """
with bands as (
    select
        tier,
        case when value > 0 then cast(floor(64 * ln(cast(value as double))) as integer) end as band,
        count(*) as customers,
        sum(greatest(value, 0)) as value,
        min(value) as lowest_value
    from snapshot_rows
    where
        as_of = $as_of
        and tier is not null
        and {scoped}
    group by all
),

added as (
    select
        tier,
        band,
        lowest_value,
        sum(customers) over (order by tier, band desc nulls last) as rank,
        sum(value) over (order by tier, band desc nulls last) as cumulative_value,
        sum(customers) over () as customers,
        sum(value) over () as total_value
    from bands
)

select
    cast(tier as text) as tier,
    cast(rank as bigint) as rank,
    cast(rank as double) / customers as customer_share,
    cast(lowest_value as double) as lowest_value,
    cast(cumulative_value as double) as cumulative_value,
    cast(cumulative_value as double) / nullif(total_value, 0) as value_share
from added
order by tier, band desc nulls last
"""

_SIDE = """(
    select
        '{line}' as line,
        customer_key,
        tier,
        value,
        purchase_days,
        last_purchase
    from snapshot_rows
    where
        as_of = $as_of
        and tier {tiers}
        and {scoped}
    order by value {direction}, customer_key
    limit $each_side
)"""

BOUNDARIES = """
with lines as (
    select 'A' as line, lowest_a as lowest from cut_offs where as_of = $as_of and lowest_a is not null
    union all
    select 'B' as line, lowest_b as lowest from cut_offs where as_of = $as_of and lowest_b is not null
),

beside as (
    {sides}
)

select
    b.line,
    b.customer_key,
    coalesce(c.name, c.customer_id) as name,
    cast(b.tier as text) as tier,
    cast(b.value as double) as value,
    b.purchase_days,
    b.last_purchase,
    b.value >= l.lowest as is_above,
    cast(abs(b.value - l.lowest) as double) as distance
from beside as b
inner join lines as l on b.line = l.line
inner join customers as c on b.customer_key = c.customer_key
order by b.line, b.value desc, b.customer_key
"""
_BESIDE = (("A", "= 'A'", "asc"), ("A", "> 'A'", "desc"), ("B", "< 'C'", "asc"), ("B", "= 'C'", "desc"))

OUTSIDE = """
with groups as (
    select
        coalesce(sum(revenue) filter (where tier is not null), 0) as tiered_revenue,
        coalesce(
            sum(customers) filter (where tier is null and stage not in ('prospect', 'refund_only')), 0
        ) as absent,
        coalesce(sum(customers) filter (where stage in ('prospect', 'refund_only')), 0) as never_bought,
        coalesce(sum(revenue) filter (where tier is null), 0) as untiered_revenue
    from snapshot_groups
    where as_of = $as_of and {where}
)

select
    cast(g.tiered_revenue as double) as tiered_revenue,
    cast(g.absent as bigint) as absent,
    cast(g.never_bought as bigint) as never_bought,
    cast(g.untiered_revenue as double) as untiered_revenue,
    cast(w.unidentified_revenue as double) as unidentified_revenue,
    cast(w.unidentified_purchases as bigint) as unidentified_purchases,
    cast(w.net_revenue as double) as net_revenue
from groups as g
cross join window_totals as w
where w.as_of = $as_of
"""


@dataclass(frozen=True)
class Lines:
    """Lowest value (money) of A, of B, None where nobody can be; key_share: A ÷ all with a tier, in the whole shop."""

    lowest_a: float | None
    lowest_b: float | None
    key_share: float | None


@dataclass(frozen=True)
class Outside:
    """Revenue of the window (money) by whom it names. absent: bought before the window; never_bought: no purchase yet.

    Unidentified and net revenue are of the whole shop: an order that names nobody has no region, kind or owner.
    """

    tiered_revenue: float
    absent: int
    never_bought: int
    untiered_revenue: float
    unidentified_revenue: float
    unidentified_purchases: int
    net_revenue: float


def lines(connection: duckdb.DuckDBPyConnection, as_of: date) -> Lines:
    """Where the lines run at a snapshot; they are the whole shop's, whatever the filters keep."""
    row = connection.execute(LINES, {"as_of": as_of}).fetchone()
    if row is None:
        raise NoData
    return Lines(*row)


def tiers(connection: duckdb.DuckDBPyConnection, scope: Scope, compared_with: date | None) -> pd.DataFrame:
    """Three rows, A to C: tier, customers, revenue (window, money), shares 0–1 of all with a tier (customers, revenue,
    value), average_order, orders_per_customer; the same at `compared_with`: NaN where there is nothing to compare."""
    where, parameters = condition(scope)
    parameters |= {"as_of": scope.as_of, "compared_with": compared_with}
    return connection.execute(TIERS.format(where=where), parameters).df()


def curve(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per tier and band of value, best first: tier, rank (customers up to here), customer_share, lowest_value,
    cumulative_value, value_share. Exact at each row; at most about 1,500 rows, whatever the number of customers."""
    where, parameters = scoped(scope)
    return connection.execute(CURVE.format(scoped=where), parameters | {"as_of": scope.as_of}).df()


def boundaries(connection: duckdb.DuckDBPyConnection, scope: Scope, each_side: int = 5) -> pd.DataFrame:
    """The customers beside each line, by falling value: line, customer_key, name, tier, value, purchase_days,
    last_purchase, is_above, distance (money to the line, never negative)."""
    where, parameters = scoped(scope)
    sides = (
        _SIDE.format(line=line, tiers=tiers, direction=direction, scoped=where) for line, tiers, direction in _BESIDE
    )
    sql = BOUNDARIES.format(sides=" union all ".join(sides))
    return connection.execute(sql, parameters | {"as_of": scope.as_of, "each_side": each_side}).df()


def outside(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Outside:
    """Who has no tier and what names nobody, so that the page's sums can be followed to the shop's net revenue."""
    where, parameters = condition(scope)
    row = connection.execute(OUTSIDE.format(where=where), parameters | {"as_of": scope.as_of}).fetchone()
    if row is None:
        raise NoData
    return Outside(*row)
