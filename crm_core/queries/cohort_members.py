"""Who a cohort are, and where the revenue is that belongs to none."""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.cohorts import MONTHS, Grain
from crm_core.queries.scope import NoData, Scope
from crm_core.queries.scoped_rows import scoped

MEMBERS = """
with cohort as (
    select *
    from snapshot_rows
    where
        as_of = $as_of
        and first_purchase >= cast($cohort as date)
        and first_purchase < cast($cohort as date) + to_months($months)
        and {scoped}
    order by total_revenue desc, customer_key
    limit $at_most
)

select
    r.customer_key,
    coalesce(c.name, c.customer_id) as customer,
    c.customer_id,
    r.first_purchase,
    r.last_purchase,
    r.total_purchase_days,
    cast(r.total_revenue as double) as total_revenue,
    cast(r.tier as text) as tier,
    cast(r.stage as text) as stage,
    c.source,
    c.region,
    c.owner
from cohort as r
inner join customers as c on r.customer_key = c.customer_key
order by r.total_revenue desc, r.customer_key
"""

ACCOUNTS = """
with bought as (
    select
        cast(coalesce(sum(total_revenue) filter (where first_purchase is not null), 0) as double) as in_cohorts,
        count_if(first_purchase is null) as without_purchase,
        cast(coalesce(sum(total_revenue) filter (where first_purchase is null), 0) as double) as without_revenue
    from snapshot_rows
    where as_of = $as_of and {scoped}
),

shop as (
    select
        cast(coalesce(sum(unidentified_revenue), 0) as double) as unidentified_revenue,
        cast(coalesce(sum(net_revenue), 0) as double) as net_revenue
    from days
    where day <= $as_of
)

select
    b.in_cohorts,
    b.without_purchase,
    b.without_revenue,
    s.unidentified_revenue,
    s.net_revenue
from bought as b
cross join shop as s
"""


@dataclass(frozen=True)
class Accounts:
    """All net revenue up to the snapshot: of the cohorts, of customers without a purchase, and naming no customer.

    The three add up to net_revenue where the scope keeps everybody; the last two are of the whole shop.
    """

    in_cohorts: float
    without_purchase: int
    without_revenue: float
    unidentified_revenue: float
    net_revenue: float


def members(
    connection: duckdb.DuckDBPyConnection, scope: Scope, grain: Grain, cohort: date, at_most: int | None = 100
) -> pd.DataFrame:
    """The cohort's customers as of the scope's date, the most valuable first; total_revenue is net, of all time."""
    where, parameters = scoped(scope)
    parameters |= {"as_of": scope.as_of, "cohort": cohort, "months": MONTHS[grain], "at_most": at_most}
    return connection.execute(MEMBERS.format(scoped=where), parameters).df()


def accounts(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Accounts:
    """Where all net revenue up to the scope's date is: in cohorts, or not."""
    where, parameters = scoped(scope)
    row = connection.execute(ACCOUNTS.format(scoped=where), parameters | {"as_of": scope.as_of}).fetchone()
    if row is None:
        raise NoData
    return Accounts(*row)
