"""What the Cohorts page asks: do customers who came later stay, and spend, as well as those who came before?

A cohort are the customers whose first purchase lies in one month, quarter or year; k counts these from the first.
What is not yet observed at the as-of date has no row.
"""

from datetime import date
from typing import Any, Literal

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope, condition
from crm_core.queries.scoped_rows import scoped
from crm_core.statistics import ENOUGH

Grain = Literal["month", "quarter", "year"]
Field = Literal["region", "kind", "source"]
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
HALF_A_YEAR = 6  # months
FIELDS: dict[Field, str] = {"region": "s.region", "kind": "s.kind", "source": "c.source"}

# The cells that began by the as-of date.
_OBSERVED = """
with shown as (
    select
        as_of,
        is_newest
    from calendar
    where as_of = $as_of
),

observed as (
    select
        c.cohort,
        c.k,
        c.is_new,
        {field} as value,
        sum(c.customers) as customers,
        sum(c.revenue) as revenue
    from cohort_cells as c
    {join}
    cross join shown as d
    where
        c.grain = $grain
        and cast(c.cohort + to_months($months * c.k) as date) <= d.as_of
        and {where}
    group by c.cohort, c.k, c.is_new, value
),
"""
_SCOPES = "inner join scopes as s on c.scope_key = s.scope_key"

# Every cohort has a cell for every period observed since, also where nobody bought. A period that has not ended is kept
# only where the data end in it: of an older snapshot, the cells of quarters and years know more than it did.
CELLS = (
    _OBSERVED
    + """
sums as (
    select
        cohort,
        k,
        sum(customers) as customers,
        sum(customers) filter (where not is_new) as seen_customers,
        sum(revenue) as revenue
    from observed
    group by cohort, k
),

places as (
    select
        s.cohort,
        s.customers as size,
        s.seen_customers > 0 as is_first_seen,
        cast(unnest(range(date_diff('month', s.cohort, d.as_of) // $months + 1)) as integer) as k
    from sums as s
    cross join shown as d
    where s.k = 0
),

filled as (
    select
        p.*,
        cast(p.cohort + to_months($months * (p.k + 1)) as date) > d.as_of + 1 as is_running,
        coalesce(s.customers, 0) as customers,
        coalesce(s.revenue, 0) as revenue
    from places as p
    cross join shown as d
    left join sums as s on p.cohort = s.cohort and p.k = s.k
    where d.is_newest or cast(p.cohort + to_months($months * (p.k + 1)) as date) <= d.as_of + 1
)

select
    cohort,
    k,
    cast(size as bigint) as size,
    coalesce(is_first_seen, false) as is_first_seen,
    is_running,
    cast(customers as bigint) as customers,
    cast(customers as double) / size as retention,
    cast(revenue as double) as revenue,
    cast(sum(revenue) over (partition by cohort order by k) as double) / size as revenue_per_customer
from filled
order by cohort, k
"""
)

# Without a cohort, of customers who are surely new, if enough of them had a period after their first. Only periods that
# have ended: a cohort counts at k, in numerator and size, only if it is old enough. Where that leaves less than half of
# the customers, the oldest cohorts would stand for all: there it ends.
BY_VALUE = (
    _OBSERVED
    + """
chosen as (
    select
        cast($cohort as date) is null
        and coalesce(
            sum(o.customers) filter (
                where
                o.is_new
                and o.k = 0
                and cast(o.cohort + to_months(2 * $months) as date) <= d.as_of + 1
                and (cast($before as date) is null or o.cohort < cast($before as date))
            ), 0
        ) >= $enough as is_new_only
    from observed as o
    cross join shown as d
),

kept as (
    select
        o.cohort,
        o.value,
        o.k,
        sum(o.customers) as customers,
        sum(o.revenue) as revenue
    from observed as o
    cross join chosen as n
    where
        (o.is_new or not n.is_new_only)
        and (cast($cohort as date) is null or o.cohort = cast($cohort as date))
        and (cast($before as date) is null or o.cohort < cast($before as date))
    group by o.cohort, o.value, o.k
),

places as (
    select
        z.cohort,
        z.value,
        z.customers as size,
        sum(z.customers) over (partition by z.value) as everyone,
        cast(unnest(range(date_diff('month', z.cohort, d.as_of) // $months + 1)) as integer) as k
    from kept as z
    cross join shown as d
    where z.k = 0
),

ended as (
    select
        p.value,
        p.k,
        p.size,
        p.everyone,
        coalesce(s.customers, 0) as customers,
        sum(coalesce(s.revenue, 0)) over (partition by p.cohort, p.value order by p.k) as revenue
    from places as p
    cross join shown as d
    left join kept as s on p.cohort = s.cohort and p.value is not distinct from s.value and p.k = s.k
    where cast(p.cohort + to_months($months * (p.k + 1)) as date) <= d.as_of + 1
)

select
    value,
    k,
    cast(any_value(everyone) as bigint) as everyone,
    cast(sum(size) as bigint) as size,
    cast(sum(customers) as double) / sum(size) as retention,
    cast(sum(revenue) as double) / sum(size) as revenue_per_customer
from ended
group by value, k
having 2 * sum(size) >= any_value(everyone)
order by any_value(everyone) desc, value nulls last, k
"""
)

# Quarters are put together of their months' cohorts, so that each customer has as long as any other: the month of the
# first purchase and those after it. Only where all of these months have ended.
FIRST_MONTHS = """
with bounds as (
    select
        as_of,
        cast(date_trunc('quarter', as_of) as date) as this_quarter
    from calendar
    where as_of = $as_of
),

counted as (
    select
        cast(date_trunc('quarter', c.cohort) as date) as quarter,
        coalesce(sum(c.customers) filter (where c.k = 0), 0) as size,
        coalesce(sum(c.customers) filter (where c.k = 0 and c.is_new), 0) as new_customers,
        sum(c.revenue) as revenue
    from cohort_cells as c
    inner join scopes as s on c.scope_key = s.scope_key
    cross join bounds as b
    where c.grain = 'month' and c.k < $months and c.cohort <= b.as_of and {where}
    group by quarter
)

select
    c.quarter,
    cast(c.size as bigint) as size,
    c.new_customers < c.size as is_first_seen,
    cast(c.revenue as double) / c.size as revenue_per_customer
from counted as c
cross join bounds as b
where c.size > 0 and cast(c.quarter + to_months(2 + $months) as date) <= b.as_of + 1
order by c.quarter
"""


def cells(connection: duckdb.DuckDBPyConnection, scope: Scope, grain: Grain) -> pd.DataFrame:
    """One row per cohort and period observed since: cohort (its first day), k, size, is_first_seen, is_running,
    customers, retention (0–1), revenue, revenue_per_customer (net, from the first period to this one).

    is_first_seen: some of the cohort may have bought before the data begin. is_running: the period has not ended.
    """
    return _ask(connection, CELLS, scope, grain)


def by_value(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    grain: Grain,
    field: Field,
    cohort: date | None = None,
    enough: int = ENOUGH,
) -> pd.DataFrame:
    """One row per value of the field and k: value (None: not given), k, everyone (customers), size (of them, those
    observed until the end of k), retention (0–1), revenue_per_customer. The value with the most customers first.

    Without a cohort, over all of them: of customers who are surely new, if there are at least `enough`. Only periods
    that have ended, as far as at least half of the customers have been observed.
    """
    return _ask(connection, BY_VALUE, scope, grain, field=FIELDS[field], cohort=cohort, before=None, enough=enough)


def average(
    connection: duckdb.DuckDBPyConnection, scope: Scope, grain: Grain, before: date, enough: int = ENOUGH
) -> pd.DataFrame:
    """One row per k: the columns of by_value (value is empty) over the cohorts before this one."""
    return _ask(connection, BY_VALUE, scope, grain, cohort=None, before=before, enough=enough)


def newest(found: pd.DataFrame, grain: Grain) -> date | None:
    """The newest cohort of `cells` with half a year of ended periods after its first; else with fewer; else None."""
    for k in range(max(HALF_A_YEAR // MONTHS[grain], 1), -1, -1):
        old_enough = found.loc[(found["k"] == k) & ~found["is_running"], "cohort"]
        if len(old_enough):
            newest_of_these: date = old_enough.max()
            return newest_of_these
    return None


def first_months(connection: duckdb.DuckDBPyConnection, scope: Scope, months: int) -> pd.DataFrame:
    """One row per quarter whose customers all had `months` months: quarter (first day), size, is_first_seen, and
    revenue_per_customer in the month of the first purchase and the months - 1 after it."""
    where, parameters = condition(scope)
    sql = FIRST_MONTHS.format(where=where)
    return _days(connection.execute(sql, parameters | {"as_of": scope.as_of, "months": months}).df(), "quarter")


def _ask(
    connection: duckdb.DuckDBPyConnection, sql: str, scope: Scope, grain: Grain, field: str = "null", **parameters: Any
) -> pd.DataFrame:
    where, kept = scoped(scope)
    join = _SCOPES if field.startswith("s.") else ""
    statement = sql.format(where=f"c.{where}" if scope.is_filtered else where, field=field, join=join)
    parameters |= kept | {"as_of": scope.as_of, "grain": grain, "months": MONTHS[grain]}
    return _days(connection.execute(statement, parameters).df(), "cohort")


def _days(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Days as Python's own, because they are arguments of further questions."""
    if column in frame:
        frame[column] = [value.date() for value in pd.to_datetime(frame[column])]
    return frame
