"""How many customers carried each label in each month, and what they brought: for tiers, quadrants and stages."""

from typing import Literal

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope, condition

Field = Literal["tier", "quadrant", "stage"]

MONTHS = """
with sums as (
    select
        g.as_of,
        g.{field} as label,
        sum(g.customers) as customers,
        sum(g.revenue) as revenue
    from snapshot_groups as g
    where g.as_of <= $as_of and {counted} and {where}
    group by g.as_of, g.{field}
)

select
    d.as_of,
    d.month,
    d.warming_up,
    cast(s.label as text) as label,
    cast(s.customers as bigint) as customers,
    cast(s.revenue as double) as revenue,
    cast(s.customers as double) / sum(s.customers) over (partition by d.as_of) as customer_share,
    cast(s.revenue as double) / nullif(sum(s.revenue) over (partition by d.as_of), 0) as revenue_share
from calendar as d
inner join sums as s on d.as_of = s.as_of
order by d.as_of, s.label
"""


def by_month(connection: duckdb.DuckDBPyConnection, scope: Scope, field: Field, with_tier: bool = True) -> pd.DataFrame:
    """One row per ready month up to the scope's, and label: as_of, month, warming_up, label, customers, revenue (of the
    window), and their shares 0–1 of the month.

    Only customers with a tier, so that the shares of tiers and of quadrants have the same base, or all of them.
    """
    where, parameters = condition(scope)
    sql = MONTHS.format(field=field, counted="g.tier is not null" if with_tier else "true", where=where)
    return connection.execute(sql, parameters | {"as_of": scope.as_of}).df()
