"""How the forecast of a year ago turned out: what was expected of the customers of then, and what they did."""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped
from crm_core.statistics import ENOUGH

OUTCOME = """
select
    o.as_of,
    o.until_day,
    any_value(d.warming_up) as warming_up,
    cast(sum(o.customers) as bigint) as customers,
    sum(o.expected_purchases) as expected_purchases,
    cast(sum(o.purchases) as double) as purchases,
    sum(o.expected_revenue) as expected_revenue,
    cast(sum(o.revenue) as double) as revenue,
    sum(o.naive_revenue) as naive_revenue,
    sum(o.purchases_error) / sum(o.customers) as purchases_error,
    sum(o.naive_purchases_error) / sum(o.customers) as naive_purchases_error,
    sum(o.revenue_error) / sum(o.customers) as revenue_error,
    sum(o.naive_revenue_error) / sum(o.customers) as naive_revenue_error
from forecast_outcomes as o
inner join snapshot_dates as d on o.as_of = d.as_of
where $as_of in (o.as_of, o.until_day) and {scoped}
group by o.as_of, o.until_day
"""

CALIBRATION = """
select
    cast(prediction_group as integer) as prediction_group,
    cast(sum(customers) as bigint) as customers,
    sum(customers) >= $enough as is_enough,
    sum(expected_purchases) / sum(customers) as expected_purchases,
    cast(sum(purchases) as double) / sum(customers) as purchases,
    sum(naive_purchases) / sum(customers) as naive_purchases,
    sum(expected_revenue) / sum(customers) as expected_revenue,
    cast(sum(revenue) as double) / sum(customers) as revenue
from forecast_outcomes
where $as_of in (as_of, until_day) and {scoped}
group by forecast_outcomes.prediction_group
order by forecast_outcomes.prediction_group
"""


@dataclass(frozen=True)
class Outcome:
    """What was expected at `as_of` of those who were customers then, and what they did until `until_day`.

    naive: at the pace of the window before. Errors: mean absolute difference a customer, in purchase days and money.
    """

    as_of: date
    until_day: date
    warming_up: bool
    customers: int
    expected_purchases: float
    purchases: float
    expected_revenue: float
    revenue: float
    naive_revenue: float
    purchases_error: float
    naive_purchases_error: float
    revenue_error: float
    naive_revenue_error: float


def outcome(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Outcome | None:
    """How the forecast of a year ago turned out, asked at its date or at the newest; None if there is none to tell."""
    where, parameters = scoped(scope)
    row = connection.execute(OUTCOME.format(scoped=where), parameters | {"as_of": scope.as_of}).fetchone()
    return None if row is None else Outcome(*row)


def calibration(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per group of like predictions a year ago, the least first: prediction_group, customers, is_enough, and
    per customer expected_purchases, purchases, naive_purchases, expected_revenue, revenue."""
    where, parameters = scoped(scope)
    parameters |= {"as_of": scope.as_of, "enough": ENOUGH}
    return connection.execute(CALIBRATION.format(scoped=where), parameters).df()
