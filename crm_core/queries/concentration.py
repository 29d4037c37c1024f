"""What the Concentration page asks: how much of the revenue comes from few customers.

Over customers with a tier (a purchase in the window), by their net revenue in it; a negative one counts as 0.
Revenue is counted in ten-thousandths, as the database keeps it, so that sums and ties are exact.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped

Units = npt.NDArray[np.int64]
UNIT = 10_000  # of them are one of the currency
PER_CENT_OF_CUSTOMERS = (1, 5, 10, 20)
PER_CENT_OF_REVENUE = (10, 20, 40, 50, 80)
TEN = 10
CURVE_POINTS = 200

REVENUES = """
select cast(greatest(revenue, 0) * 10000 as bigint) as revenue
from snapshot_rows
where as_of = $as_of and tier is not null and {scoped}
"""

LARGEST = """
with largest as (
    select *
    from snapshot_rows
    where as_of = $as_of and tier is not null and revenue > 0 and revenue >= $ten_from and {scoped}
    order by revenue desc, customer_key
    limit $at_most
)

select
    r.customer_key,
    cast(row_number() over (order by r.revenue desc, r.customer_key) as integer) as rank,
    coalesce(c.name, c.customer_id) as customer,
    cast(r.revenue as double) as revenue,
    cast(r.revenue as double) / $base as share,
    cast(sum(r.revenue) over (order by r.revenue desc, r.customer_key) as double) / $base as cumulative_share,
    cast(r.tier as text) as tier,
    cast(r.stage as text) as stage,
    cast(r.quadrant as text) as quadrant,
    r.last_purchase,
    c.owner
from largest as r
inner join customers as c on r.customer_key = c.customer_key
order by r.revenue desc, r.customer_key
"""

# Of the whole shop, as the lines between tiers were drawn: by what customers are ranked by, revenue or margin.
MONTHS = """
select
    month,
    warming_up,
    cast(top_fifth_value as double) / nullif(cast(positive_value as double), 0) as top_fifth_share
from calendar
where as_of <= $as_of
order by month
"""


@dataclass(frozen=True)
class Concentration:
    """How concentrated revenue is at one as-of date. Shares are 0–1; None where nobody brought anything.

    ten: the ten largest, or all if they are fewer; ten_from: what the last of them brings.
    gini: 0 all equal, 1 one brings all. hhi: the sum of squared shares, as if there were 1 / hhi equal customers.
    tops: per_cent, customers, revenue_share of the best part of the customers.
    firsts: per_cent, customers, customer_share, revenue_share of those who bring the first part of revenue.
    curve: customers and customer_share counted from the smallest, revenue (the largest of them), revenue_share.
    """

    customers: int
    revenue: float
    ten: int
    ten_from: Decimal
    ten_share: float | None
    gini: float | None
    hhi: float | None
    tops: pd.DataFrame
    firsts: pd.DataFrame
    curve: pd.DataFrame


def concentration(connection: duckdb.DuckDBPyConnection, scope: Scope, as_of: date) -> Concentration:
    """The concentration of the scope's customers at `as_of`, which may be another date than the scope's."""
    where, parameters = scoped(scope)
    found = connection.execute(REVENUES.format(scoped=where), parameters | {"as_of": as_of}).fetchnumpy()["revenue"]
    return of_revenues(np.asarray(found, dtype=np.int64))


def of_revenues(revenues: Units) -> Concentration:
    """The concentration of these revenues in UNITs, none of them negative, in any order."""
    ascending = np.sort(revenues)
    below = np.cumsum(ascending)
    parts = ascending.astype(np.float64)
    if parts.sum() > np.iinfo(np.int64).max:
        raise OverflowError("the sum of all revenue does not fit into 64 bits")
    total, ten = int(below[-1]) if len(below) else 0, min(TEN, len(below))
    return Concentration(
        customers=len(below),
        revenue=total / UNIT,
        ten=ten,
        ten_from=Decimal(int(ascending[-ten])) / UNIT if ten else Decimal(0),
        ten_share=_top(below, ten) / total if total else None,
        gini=_gini(below) if total else None,
        hhi=float(np.square(parts).sum()) / total**2 if total else None,
        tops=_tops(below),
        firsts=_firsts(ascending, below),
        curve=_curve(ascending, below),
    )


def _top(below: Units, customers: int) -> int:
    """What the best `customers` bring. below: sums from the smallest on."""
    left = len(below) - customers
    return int(below[-1]) - (int(below[left - 1]) if left else 0)


def _gini(below: Units) -> float:
    """One less twice the area under the Lorenz curve, whose corners are the customers."""
    n = len(below)
    return (n + 1 - 2 * float(below.sum(dtype=np.float64)) / int(below[-1])) / n


def _tops(below: Units) -> pd.DataFrame:
    rows = []
    for per_cent in PER_CENT_OF_CUSTOMERS:
        customers = -(-len(below) * per_cent // 100)
        share = _top(below, customers) / int(below[-1]) if customers and below[-1] else None
        rows.append({"per_cent": per_cent, "customers": customers, "revenue_share": share})
    return pd.DataFrame(rows)


def _firsts(ascending: Units, below: Units) -> pd.DataFrame:
    """Inside is whoever has less than this part of revenue strictly before, as in the tiers: ties are never split."""
    total = int(below[-1]) if len(below) else 0
    rows = []
    for per_cent in PER_CENT_OF_REVENUE if total else ():
        # The customer who crosses the line is the last with less than the rest of revenue below or at it.
        rest = total - -(-total * per_cent // 100)
        crossing = ascending[int(np.searchsorted(below, rest, side="right"))]
        customers = len(below) - int(np.searchsorted(ascending, crossing, side="left"))
        share = _top(below, customers) / total
        rows.append(
            {
                "per_cent": per_cent,
                "customers": customers,
                "customer_share": customers / len(below),
                "revenue_share": share,
            }
        )
    return pd.DataFrame(rows, columns=["per_cent", "customers", "customer_share", "revenue_share"])


def _curve(ascending: Units, below: Units) -> pd.DataFrame:
    """The Lorenz curve at every customer, or at some where there are many: closer to each other where it is steep."""
    n, total = len(below), int(below[-1]) if len(below) else 0
    ranks = np.arange(n + 1)
    if n > CURVE_POINTS:
        even, steep = np.linspace(0, n, CURVE_POINTS // 2), n - np.geomspace(1, n, CURVE_POINTS // 2)
        ranks = np.unique(np.rint(np.concatenate([even, steep]))).astype(int)
    last = np.maximum(ranks - 1, 0)
    return pd.DataFrame(
        {
            "customers": ranks,
            "customer_share": ranks / max(n, 1),
            "revenue": np.where(ranks > 0, ascending[last], 0) / UNIT if n else np.zeros(1),
            "revenue_share": np.where(ranks > 0, below[last], 0) / total if total else np.zeros(len(ranks)),
        }
    )


def largest(connection: duckdb.DuckDBPyConnection, scope: Scope, ten_from: Decimal, base: float) -> pd.DataFrame:
    """The ten who bring most, all from `ten_from` on, with their share (0–1) of `base`, the revenue of all."""
    where, parameters = scoped(scope)
    parameters |= {"as_of": scope.as_of, "ten_from": ten_from, "base": base, "at_most": TEN}
    return connection.execute(LARGEST.format(scoped=where), parameters).df()


def by_month(connection: duckdb.DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """One row per ready month up to `as_of`: month, warming_up, top_fifth_share (0–1) of the whole shop."""
    return connection.execute(MONTHS, {"as_of": as_of}).df()
