"""The customers behind an alert, by name."""

from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.alerts import KEY_CUSTOMERS, OF_KEY_CUSTOMERS, Alert, look
from crm_core.queries.scope import Scope

# Each gives customer_key, cause, revenue_before and money, by which the list is ordered.
OF_KEY = f"""
select
    customer_key,
    cause,
    revenue_before,
    money
from ({KEY_CUSTOMERS}) as k
where k.alert = $code
"""
_BOTH = """
select
    n.customer_key,
    null as cause,
    coalesce(b.revenue, 0) as revenue_before,
    {money} as money
from snapshot_rows as n
left join snapshot_rows as b on n.customer_key = b.customer_key and b.as_of = $since
"""
_SCOPED = "n.as_of = $as_of and ($scope_keys is null or list_contains($scope_keys, n.scope_key))"
LARGEST = _BOTH.format(money="n.revenue") + f"where n.tier is not null and {_SCOPED} order by n.revenue desc limit 10"
LESS = (
    _BOTH.format(money="coalesce(b.revenue, 0) - n.revenue")
    + f"where b.revenue > n.revenue and {_SCOPED} and n.scope_key in (select k.scope_key from scopes as k"
    + " where k.{field} = $group)"
)
REFUNDING = (
    _BOTH.format(money="n.revenue")
    + f"""where {_SCOPED} and n.customer_key in (
        select p.customer_key
        from customer_periods as p
        inner join snapshot_periods as s on s.as_of = $since
        inner join snapshot_periods as t on t.as_of = $as_of
        where p.has_refund and p.period > s.last_period and p.period <= t.last_period
    )"""
)
NEWCOMERS = f"""
select
    n.customer_key,
    null as cause,
    null as revenue_before,
    date_diff('day', date '1970-01-01', n.first_purchase) as money
from snapshot_rows as n
where
    {_SCOPED}
    and n.first_purchase between cast($as_of as date) - {{days}} and $as_of
    and ($group is null or n.customer_key in (select c.customer_key from customers as c where c.source = $group))
"""
NOBODY = "select 0 as customer_key, null as cause, null as revenue_before, 0 as money where false"

NAMED = """
with behind as (
    {behind}
),

first_ones as (
    select
        *,
        count(*) over () as found
    from behind
    order by money desc, customer_key
    limit $at_most
)

select
    f.customer_key,
    coalesce(nullif(c.name, ''), c.customer_id) as customer,
    cast(f.revenue_before as double) as revenue_before,
    cast(r.revenue as double) as revenue,
    cast(r.tier as text) as tier,
    cast(r.stage as text) as stage,
    cast(f.cause as text) as cause,
    r.first_purchase,
    r.last_purchase,
    c.owner,
    f.found
from first_ones as f
inner join snapshot_rows as r on f.customer_key = r.customer_key and r.as_of = $as_of
inner join customers as c on f.customer_key = c.customer_key
order by f.money desc, f.customer_key
"""


def of_alert(
    connection: duckdb.DuckDBPyConnection, scope: Scope, since: date, alert: Alert, at_most: int = 200
) -> pd.DataFrame:
    """One row per customer, what matters most first: customer_key, customer, revenue_before and revenue (of the two
    windows), tier, stage, cause (of those who fell out of A), first_purchase, last_purchase, owner; found: how many
    there are in all. Empty where an alert has no customers behind it."""
    looked = look(connection, scope, since)
    sql = NAMED.format(behind=_behind(alert))
    return connection.execute(sql, looked.fill(sql, code=alert.code, group=alert.group, at_most=at_most)).df()


def _behind(alert: Alert) -> str:
    if alert.code in OF_KEY_CUSTOMERS:
        return OF_KEY
    match alert.code:
        case "concentration":
            return LARGEST
        case "region" | "kind" | "owner":
            return LESS.format(field=alert.code)
        case "refunds":
            return REFUNDING
        case "source":
            return NEWCOMERS.format(days=363)
        case "new_customers":
            return NEWCOMERS.format(days=90)
    return NOBODY
