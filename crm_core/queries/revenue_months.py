"""Revenue by calendar month, beside the same month of the year before, and who brought it."""

from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope, condition

# The whole shop has its totals by day.
DAYS = """
select
    day,
    net_revenue - unidentified_revenue as identified,
    unidentified_revenue as unidentified
from days
where day <= $as_of
"""

# Some customers only: by period, which never reaches over the end of a month or of a window.
PERIODS = """
with kept as (
    select customer_key
    from customers
    where scope_key in (select scope_key from scopes where {where})
),

shown as (
    select
        period,
        min(day) as day
    from periods
    where day between cast(date_trunc('month', $as_of) - interval 24 months as date) and $as_of
    group by period
),

sums as (
    select
        c.period,
        sum(c.revenue) as revenue
    from customer_periods as c
    inner join kept as k on c.customer_key = k.customer_key
    group by c.period
)

select
    p.day,
    s.revenue as identified,
    0 as unidentified
from shown as p
inner join sums as s on p.period = s.period
"""

# One row per month of the year to the scope's, with the same month before it. The first and the newest month may not be
# whole: the first is then no year before, and the newest is compared with as many of its days.
MONTHS = """
with daily as materialized ({daily}),

bounds as (
    select
        cast(date_trunc('month', $as_of) as date) as newest,
        case
            when $as_of = last_day($as_of) then last_day(cast($as_of - interval 1 year as date))
            else cast($as_of - interval 1 year as date)
        end as year_before,
        (select min(d.day) from days as d) as first_day
),

totals as (
    select
        cast(date_trunc('month', d.day) as date) as month,
        sum(d.identified) as identified,
        sum(d.unidentified) as unidentified,
        sum(d.identified + d.unidentified) as revenue,
        sum(d.identified + d.unidentified) filter (where d.day <= b.year_before) as revenue_to_date
    from daily as d
    cross join bounds as b
    group by month
),

months as (
    select
        cast(unnest(range(newest - interval 12 months, newest + interval 1 day, interval 1 month)) as date) as month,
        *
    from bounds
),

compared as (
    select
        *,
        cast(month - interval 1 year as date) as same_month_before,
        greatest(month, first_day) as since,
        least(last_day(month), cast($as_of as date)) as until
    from months
    where last_day(month) >= first_day
)

select
    c.month,
    c.since > c.month or c.until < last_day(c.month) as is_incomplete,
    c.since,
    c.until,
    cast(coalesce(t.identified, 0) as double) as identified,
    cast(coalesce(t.unidentified, 0) as double) as unidentified,
    cast(coalesce(t.revenue, 0) as double) as revenue,
    case when c.same_month_before >= c.first_day then cast(coalesce(y.revenue, 0) as double) end as year_before,
    case
        when c.same_month_before < c.first_day then null
        when c.until < last_day(c.month) then cast(coalesce(y.revenue_to_date, 0) as double)
        else cast(coalesce(y.revenue, 0) as double)
    end as year_before_same_days
from compared as c
left join totals as t on c.month = t.month
left join totals as y on c.same_month_before = y.month
order by c.month
"""

# The customers who brought most in one month, with their labels of the scope's snapshot.
BUYERS = """
with spent as (
    select
        c.customer_key,
        sum(c.revenue) as revenue,
        sum(c.purchases) as orders
    from customer_periods as c
    inner join customers as k on c.customer_key = k.customer_key
    where
        c.period in (select p.period from periods as p where p.day between $month and least(last_day($month), $as_of))
        and k.scope_key in (select scope_key from scopes where {where})
    group by c.customer_key
    having sum(c.purchases) > 0
),

best as (
    select *
    from spent
    order by revenue desc, customer_key
    limit $at_most
)

select
    b.customer_key,
    coalesce(nullif(c.name, ''), c.customer_id) as customer,
    cast(b.revenue as double) as revenue,
    cast(b.orders as bigint) as orders,
    cast(r.tier as text) as tier,
    cast(r.stage as text) as stage,
    (select count(*) from spent) as buyers
from best as b
inner join customers as c on b.customer_key = c.customer_key
left join snapshot_rows as r on b.customer_key = r.customer_key and r.as_of = $as_of
order by b.revenue desc, b.customer_key
"""


def by_month(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """Net revenue of the scope's month and the 12 before it, in the shop's currency.

    Columns: month, is_incomplete, since, until, identified, unidentified, revenue, year_before, year_before_same_days.
    """
    where, parameters = condition(scope)
    daily = PERIODS.format(where=where) if scope.is_filtered else DAYS
    return connection.execute(MONTHS.format(daily=daily), parameters | {"as_of": scope.as_of}).df()


def buyers(connection: duckdb.DuckDBPyConnection, scope: Scope, month: date, at_most: int = 10) -> pd.DataFrame:
    """The best customers of one month: customer_key, customer, revenue and orders of the month, tier, stage, buyers."""
    where, parameters = condition(scope)
    return connection.execute(
        BUYERS.format(where=where), parameters | {"as_of": scope.as_of, "month": month, "at_most": at_most}
    ).df()
