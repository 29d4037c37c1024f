"""What the Flow page asks: the leaky bucket month by month (definitions, section 8), and who came and went."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import duckdb
import pandas as pd

from crm_core.comparing import compare
from crm_core.queries.scope import Scope, condition
from crm_core.queries.scoped_rows import scoped

Part = Literal["lost", "returned", "new"]

MONTHS = """
with sums as (
    select
        f.as_of,
        f.previous,
        sum(f.opening) as opening,
        sum(f.new) as new,
        sum(f.first_seen) as first_seen,
        sum(f.returned) as returned,
        sum(f.lost) as lost,
        sum(f.reclassified) as reclassified,
        sum(f.closing) as closing,
        sum(f.opening_revenue) as opening_revenue,
        sum(f.new_revenue) as new_revenue,
        sum(f.first_seen_revenue) as first_seen_revenue,
        sum(f.returned_revenue) as returned_revenue,
        sum(f.lost_revenue) as lost_revenue,
        sum(f.reclassified_revenue) as reclassified_revenue,
        sum(f.stayed_change) as stayed_change,
        sum(f.closing_revenue) as closing_revenue
    from flow_rows as f
    inner join scopes as s on f.scope_key = s.scope_key
    where f.as_of <= $as_of and {where}
    group by f.as_of, f.previous
)

select
    f.as_of,
    d.month,
    f.previous,
    b.warming_up,
    d.as_of < last_day(d.month) as is_running,
    cast(f.opening as bigint) as opening,
    cast(f.new as bigint) as new,
    cast(f.first_seen as bigint) as first_seen,
    cast(f.returned as bigint) as returned,
    cast(f.lost as bigint) as lost,
    cast(f.reclassified as bigint) as reclassified,
    cast(f.closing as bigint) as closing,
    cast(f.opening_revenue as double) as opening_revenue,
    cast(f.new_revenue as double) as new_revenue,
    cast(f.first_seen_revenue as double) as first_seen_revenue,
    cast(f.returned_revenue as double) as returned_revenue,
    cast(f.lost_revenue as double) as lost_revenue,
    cast(f.reclassified_revenue as double) as reclassified_revenue,
    cast(f.stayed_change as double) as stayed_change,
    cast(f.closing_revenue as double) as closing_revenue,
    cast(f.new as double) / nullif(f.lost, 0) as replacement,
    1 - cast(f.lost as double) / nullif(f.opening, 0) as retention
from sums as f
inner join snapshot_dates as d on f.as_of = d.as_of
inner join snapshot_dates as b on f.previous = b.as_of
order by f.as_of
"""

# Who left brings nothing any more or little; who came brought nothing before: the larger revenue says who matters.
CUSTOMERS = """
with chosen as materialized (
    select
        customer_key,
        tier_before,
        tier,
        stage_before,
        first_purchase,
        last_purchase,
        revenue_before,
        revenue
    from pairs
    where is_{part} and {scoped}
    order by greatest(revenue_before, revenue) desc, customer_key
    limit $at_most
)

select
    c.customer_key,
    coalesce(k.name, k.customer_id) as customer,
    k.customer_id,
    cast(c.tier_before as text) as tier_before,
    cast(c.tier as text) as tier,
    cast(c.stage_before as text) as stage_before,
    c.first_purchase,
    c.last_purchase,
    cast(c.revenue_before as double) as revenue_before,
    cast(c.revenue as double) as revenue,
    k.source,
    k.region,
    k.owner
from chosen as c
inner join customers as k on c.customer_key = k.customer_key
order by greatest(c.revenue_before, c.revenue) desc, c.customer_key
"""


def by_month(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per month up to the scope's, oldest first; the first month of the data is left out.

    as_of, month, previous, warming_up (the month before is), is_running (the data end in mid-month); opening, new,
    first_seen (part of new), returned, lost, reclassified, closing, each also with _revenue (of the window, money);
    stayed_change (money); replacement = new ÷ lost, NaN where nobody was lost; retention = 1 − lost ÷ opening.
    """
    where, parameters = condition(scope)
    return connection.execute(MONTHS.format(where=where), parameters | {"as_of": scope.as_of}).df()


def customers(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    previous: date,
    as_of: date,
    part: Part,
    at_most: int | None = 200,
) -> pd.DataFrame:
    """Who is behind one bar of the month from `previous` to `as_of`, the most revenue first: customer_key, customer,
    customer_id, tier_before, tier, stage_before, first_purchase, last_purchase, revenue_before, revenue, source,
    region, owner."""
    compare(connection, previous, as_of)
    where, parameters = scoped(scope)
    parts: dict[str, str] = {"lost": "lost", "returned": "returned", "new": "new"}
    sql = CUSTOMERS.format(part=parts[part], scoped=where)
    return connection.execute(sql, parameters | {"at_most": at_most}).df()


def all_customers(
    connection: duckdb.DuckDBPyConnection, scope: Scope, previous: date, as_of: date, part: Part
) -> Iterator[pd.DataFrame]:
    """Everybody of the list, for a file."""
    yield customers(connection, scope, previous, as_of, part, at_most=None)
