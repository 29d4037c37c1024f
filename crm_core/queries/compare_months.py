"""Revenue by month of a group of customers or of one, for the Compare page."""

from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.compare import record, where_of_group
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions

MONTHS_SHOWN = 24

# Revenue by month: of everybody by day, of some by period, of one as it stands together in the table.
OF_ALL = """
with spent as (
    select
        cast(date_trunc('month', day) as date) as month,
        sum(net_revenue - unidentified_revenue) as revenue
    from days
    where day >= $first_month
    group by month
),
"""
OF_SOME = """
{matching}
kept as (
    select r.customer_key
    from snapshot_rows as r
    where {where}
),

sums as (
    select
        c.period,
        sum(c.revenue) as revenue
    from customer_periods as c
    inner join kept as k on c.customer_key = k.customer_key
    where c.period between $first_period and $last_period
    group by c.period
),

spent as (
    select
        p.month,
        sum(s.revenue) as revenue
    from sums as s
    inner join (select distinct period, month from periods) as p on s.period = p.period
    group by p.month
),
"""
PERIODS = """
select
    min(period) as first_period,
    max(period) as last_period
from periods
where day between $first_month and $as_of
"""
OF_ONE = """
with spent as (
    select
        p.month,
        sum(c.revenue) as revenue
    from customer_periods as c
    inner join (select distinct period, month from periods) as p on c.period = p.period
    where c.customer_key = $customer_key
    group by p.month
),
"""
# One row per whole month of the data. 100 is the mean of the months shown.
BY_MONTH = """
months as (
    select cast(unnest(range($first_month, cast($as_of as date) + interval 1 day, interval 1 month)) as date) as month
),

whole as (
    select
        m.month,
        cast(coalesce(s.revenue, 0) as double) as revenue
    from months as m
    left join spent as s on m.month = s.month
    where last_day(m.month) <= $as_of and m.month >= (select min(d.day) from days as d)
)

select
    month,
    revenue,
    case when avg(revenue) over () > 0 then 100 * revenue / avg(revenue) over () end as index
from whole
order by month
"""


def by_month(connection: duckdb.DuckDBPyConnection, scope: Scope, group: Conditions) -> pd.DataFrame:
    """Net revenue of a group in the last 24 whole months: month, revenue, index (100: their mean)."""
    first = {"first_month": _first_month(scope.as_of), "as_of": scope.as_of}
    if group == Conditions() and not scope.is_filtered:
        return connection.execute(OF_ALL + BY_MONTH, first).df()
    periods = record(connection, PERIODS, first)
    matching, where = where_of_group(scope, group)
    sql = OF_SOME.format(matching=matching, where=" and ".join(where.parts)) + BY_MONTH
    return connection.execute(sql, where.parameters | first | periods).df()


def by_month_of_one(connection: duckdb.DuckDBPyConnection, as_of: date, customer_key: int) -> pd.DataFrame:
    """Like by_month, of one customer."""
    parameters = {"first_month": _first_month(as_of), "as_of": as_of, "customer_key": customer_key}
    return connection.execute(OF_ONE + BY_MONTH, parameters).df()


def _first_month(as_of: date) -> date:
    """The first of 24 months that end with the last whole one."""
    month = as_of.year * 12 + as_of.month - (MONTHS_SHOWN if _is_last_day(as_of) else MONTHS_SHOWN + 1)
    return date(month // 12, month % 12 + 1, 1)


def _is_last_day(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
