"""What the Forecast page asks: what is expected of today's customers, together and one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope, condition
from crm_core.queries.scoped_rows import scoped

WEEKS_A_YEAR = 365.25 / 7
ROWS_AT_ONCE = 50_000

SUMMED_UP = """
select count(*) > 0
from forecast_groups
where as_of = $as_of
"""

FIT = """
select r, alpha, a, b, p, q, gamma, customers, repeat_customers
from forecast_fit
where as_of = $as_of
"""

SUMMARY = """
select
    cast(coalesce(sum(customers), 0) as bigint) as customers,
    coalesce(sum(expected_buyers), 0.0) as expected_buyers,
    coalesce(sum(expected_purchases), 0.0) as expected_purchases,
    coalesce(sum(expected_revenue), 0.0) as expected_revenue,
    coalesce(sum(expected_value), 0.0) as expected_value,
    cast(coalesce(sum(window_revenue), 0) as double) as window_revenue
from forecast_groups
where as_of = $as_of and {scoped}
"""

TIERS = """
select
    cast(tier as text) as tier,
    cast(sum(customers) as bigint) as customers,
    sum(expected_purchases) as expected_purchases,
    sum(expected_revenue) as expected_revenue,
    cast(sum(window_revenue) as double) as window_revenue
from forecast_groups
where as_of = $as_of and {scoped}
group by forecast_groups.tier
order by forecast_groups.tier nulls last
"""

CHANCES = """
select
    cast(stage as text) as stage,
    cast(chance_tenth as integer) as chance_tenth,
    cast(sum(customers) as bigint) as customers,
    sum(expected_revenue) as expected_revenue
from forecast_groups
where as_of = $as_of and {scoped}
group by forecast_groups.stage, forecast_groups.chance_tenth
order by forecast_groups.stage, forecast_groups.chance_tenth
"""

# The best are found before anything is joined: of a million customers only those shown are looked up.
CUSTOMERS = """
with best as (
    select *
    from forecast_rows
    where as_of = $as_of and {kept}
    order by expected_value desc, customer_key
    {limit}
)

select
    b.customer_key,
    coalesce(c.name, c.customer_id) as name,
    c.customer_id,
    cast(r.tier as text) as tier,
    cast(r.stage as text) as stage,
    b.purchase_probability,
    b.expected_purchases,
    b.expected_revenue,
    b.expected_value,
    cast(r.revenue as double) as revenue,
    b.alive
from best as b
inner join snapshot_rows as r on b.as_of = r.as_of and b.customer_key = r.customer_key
inner join customers as c on b.customer_key = c.customer_key
order by b.expected_value desc, b.customer_key
"""

OF_CUSTOMER = """
select purchase_probability, expected_purchases, expected_revenue, expected_value, alive
from forecast_rows
where as_of = $as_of and customer_key = $customer_key
"""


@dataclass(frozen=True)
class Fit:
    """What both models say about a shop; times in weeks, gamma in money. None where there is too little data."""

    r: float | None
    alpha: float | None
    a: float | None
    b: float | None
    p: float | None
    q: float | None
    gamma: float | None
    customers: int
    repeat_customers: int

    @property
    def is_enough(self) -> bool:
        """Whether there was enough data for a forecast."""
        return self.r is not None and self.p is not None


@dataclass(frozen=True)
class Ahead:
    """What is expected of customers together. expected_buyers: how many buy at all; expected_value: expected revenue
    discounted and times the margin rate; window_revenue: what the same customers brought in the window."""

    customers: int
    expected_buyers: float
    expected_purchases: float
    expected_revenue: float
    expected_value: float
    window_revenue: float

    @property
    def purchases_each(self) -> float:
        """Expected purchase days a customer; there is at least one customer."""
        return self.expected_purchases / self.customers


@dataclass(frozen=True)
class InWords:
    """What the parameters of a fit say together: purchase days a year of who stays, the share (0–1) who leave after a
    purchase, and what a purchase day brings; means over all customers."""

    days_a_year: float
    leaving_share: float
    spend_a_day: float


@dataclass(frozen=True)
class OfCustomer:
    """The forecast of one customer. alive: the probability of not having left, None for who bought on one day only."""

    purchase_probability: float
    expected_purchases: float
    expected_revenue: float
    expected_value: float
    alive: float | None


def is_summed_up(connection: duckdb.DuckDBPyConnection, as_of: date) -> bool:
    """Whether what this page asks has been made of the forecast at a date."""
    row = connection.execute(SUMMED_UP, {"as_of": as_of}).fetchone()
    return bool(row and row[0])


def fit(connection: duckdb.DuckDBPyConnection, as_of: date) -> Fit | None:
    """The fit at a date; None if none was made: only the newest date and the one a year before it have one."""
    row = connection.execute(FIT, {"as_of": as_of}).fetchone()
    return None if row is None else Fit(*row)


def in_words(fit: Fit) -> InWords:
    """What an estimated fit says about the shop (means of the Gamma, Beta and Gamma-Gamma distributions)."""
    r, alpha, a, b, p, q, gamma = (
        float(value or 0) for value in (fit.r, fit.alpha, fit.a, fit.b, fit.p, fit.q, fit.gamma)
    )
    return InWords(WEEKS_A_YEAR * r / alpha, a / (a + b), p * gamma / (q - 1))


def ahead(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Ahead:
    """What is expected of the customers in scope."""
    where, parameters = scoped(scope)
    row = connection.execute(SUMMARY.format(scoped=where), parameters | {"as_of": scope.as_of}).fetchone()
    assert row is not None
    return Ahead(*row)


def tiers(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per tier that somebody has, none last: tier, customers, expected_purchases, expected_revenue,
    window_revenue (money, all customers together)."""
    where, parameters = scoped(scope)
    return connection.execute(TIERS.format(scoped=where), parameters | {"as_of": scope.as_of}).df()


def chances(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per stage and tenth of the chance of a purchase (0 is under 10 %): stage, chance_tenth, customers,
    expected_revenue."""
    where, parameters = scoped(scope)
    return connection.execute(CHANCES.format(scoped=where), parameters | {"as_of": scope.as_of}).df()


def customers(connection: duckdb.DuckDBPyConnection, scope: Scope, most: int) -> pd.DataFrame:
    """The customers by falling expected value: customer_key, name, customer_id, tier, stage, purchase_probability,
    expected_purchases, expected_revenue, expected_value, revenue (of the window), alive (NaN for one-time buyers)."""
    sql, parameters = _customers(scope)
    return connection.execute(sql.format(limit="limit $most"), parameters | {"most": most}).df()


def chunks(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Iterator[pd.DataFrame]:
    """All of `customers`, in parts."""
    sql, parameters = _customers(scope)
    reader = connection.execute(sql.format(limit=""), parameters).to_arrow_reader(ROWS_AT_ONCE)
    for batch in reader:
        yield batch.to_pandas()


def of_customer(connection: duckdb.DuckDBPyConnection, as_of: date, customer_key: int) -> OfCustomer | None:
    """What is expected of one customer; None where no forecast was made, or the customer has not bought by then."""
    row = connection.execute(OF_CUSTOMER, {"as_of": as_of, "customer_key": customer_key}).fetchone()
    return None if row is None else OfCustomer(*row)


def _customers(scope: Scope) -> tuple[str, dict[str, object]]:
    where, parameters = condition(scope)
    kept = f"customer_key in (select c.customer_key from customers as c where {where})" if scope.is_filtered else "true"
    return CUSTOMERS.replace("{kept}", kept), parameters | {"as_of": scope.as_of}
