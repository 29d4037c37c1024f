"""How attitude is known: measured, estimated or not at all; whether the estimate agrees; the customers it places."""

from dataclasses import dataclass

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope, condition
from crm_core.queries.scoped_rows import scoped
from crm_core.statistics import ENOUGH

COVERAGE = """
with sums as (
    select
        coalesce(cast(attitude_source as text), 'unknown') as source,
        sum(customers) as customers,
        sum(revenue) as revenue
    from snapshot_groups
    where as_of = $as_of and quadrant is not null and {where}
    group by source
),

every_source as (
    select unnest(['measured', 'estimated', 'unknown']) as source, unnest([1, 2, 3]) as place
),

filled as (
    select
        e.source,
        e.place,
        coalesce(s.customers, 0) as customers,
        coalesce(s.revenue, 0) as revenue
    from every_source as e
    left join sums as s on e.source = s.source
)

select
    source,
    cast(customers as bigint) as customers,
    cast(revenue as double) as revenue,
    cast(customers as double) / nullif(sum(customers) over (), 0) as customer_share,
    cast(revenue as double) / nullif(sum(revenue) over (), 0) as revenue_share
from filled
order by place
"""

# Whether the interval of a correlation (Fisher) leaves out 0 says more than its size: a small shop's is an accident.
AGREEMENT = """
with pairs as (
    select
        r.attitude,
        r.estimated_attitude,
        cast(r.attitude >= s.attitude_high as integer) as likes_us,
        cast(r.estimated_attitude >= s.estimate_high as integer) as seems_to
    from snapshot_rows as r
    cross join settings as s
    where
        r.as_of = $as_of
        and r.quadrant is not null
        and r.attitude_source = 'measured'
        and r.estimated_attitude is not null
        and {scoped}
),

summed as (
    select
        count(*) as customers,
        corr(attitude, estimated_attitude) as correlation,
        avg(cast(likes_us = seems_to as integer)) as same_verdict,
        avg(likes_us) * avg(seems_to) + (1 - avg(likes_us)) * (1 - avg(seems_to)) as same_by_chance
    from pairs
),

finite as (
    select
        customers,
        case when isfinite(correlation) then least(0.999999, greatest(-0.999999, correlation)) end as correlation,
        same_verdict,
        same_by_chance
    from summed
)

select
    customers,
    correlation,
    case when customers > 3 then tanh(atanh(correlation) - 1.96 / sqrt(customers - 3)) end as lowest_correlation,
    same_verdict,
    same_by_chance
from finite
"""

# The largest customers, and of the others those with the smallest hash of their key: the same points at every look.
# Points that share a place are moved apart a little, never across a line that decides their quadrant.
POINTS = """
with known as not materialized (
    select
        customer_key,
        quadrant,
        attitude_source,
        attitude,
        purchase_days,
        revenue,
        (cast(customer_key as bigint) * 2654435761) % 4294967296 as chance
    from snapshot_rows
    where
        as_of = $as_of
        and attitude is not null
        and quadrant is not null
        and {scoped}
),

large as (
    select * from known
    order by revenue desc, customer_key
    limit $large
),

candidates as (
    select * from known
    order by chance, customer_key
    limit $large + $sample
),

others as (
    select c.* from candidates as c
    anti join large as l on c.customer_key = l.customer_key
    order by c.chance, c.customer_key
    limit $sample
),

chosen as (
    select * from large
    union all
    select * from others
),

placed as (
    select
        p.*,
        case p.attitude_source when 'measured' then s.attitude_high else s.estimate_high end as line,
        p.attitude + 6 * ((cast(p.customer_key as bigint) * 2246822519) % 4294967296 / 4294967296.0 - 0.5) as moved
    from chosen as p
    cross join settings as s
)

select
    p.customer_key,
    coalesce(c.name, c.customer_id) as name,
    cast(p.quadrant as text) as quadrant,
    cast(p.attitude_source as text) as source,
    p.attitude,
    p.purchase_days,
    cast(p.revenue as double) as revenue,
    p.purchase_days + 0.6 * (p.chance / 4294967296.0 - 0.5) as shown_purchase_days,
    case when (p.attitude >= p.line) = (p.moved >= p.line) then p.moved else 2 * p.attitude - p.moved end
        as shown_attitude,
    5 + 17 * sqrt(
        cast(greatest(p.revenue, 0) as double) / nullif(cast(max(greatest(p.revenue, 0)) over () as double), 0)
    ) as size
from placed as p
inner join customers as c on p.customer_key = c.customer_key
order by p.revenue desc, p.customer_key
"""


@dataclass(frozen=True)
class Agreement:
    """How well the estimate agrees with the measurement, among the customers that have both.

    correlation −1–1, lowest_correlation: the low end of its 95 % interval; same_verdict, same_by_chance: shares 0–1.
    """

    customers: int
    correlation: float | None
    lowest_correlation: float | None
    same_verdict: float | None
    same_by_chance: float | None

    @property
    def is_enough(self) -> bool:
        """Whether so many customers have both that it can be judged."""
        return self.customers >= ENOUGH

    @property
    def can_be_judged(self) -> bool:
        """Enough customers, whose answers and estimates differ: among equal ones there is no correlation."""
        return self.is_enough and self.lowest_correlation is not None

    @property
    def is_beyond_chance(self) -> bool:
        """The correlation's interval leaves out 0."""
        return self.lowest_correlation is not None and self.lowest_correlation > 0


def coverage(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """Three rows, measured, estimated, unknown: source, customers, revenue (window, money), their shares 0–1."""
    where, parameters = condition(scope)
    return connection.execute(COVERAGE.format(where=where), parameters | {"as_of": scope.as_of}).df()


def agreement(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Agreement:
    """Estimate against measurement, for customers with a quadrant that have both."""
    where, parameters = scoped(scope)
    row = connection.execute(AGREEMENT.format(scoped=where), parameters | {"as_of": scope.as_of}).fetchone()
    assert row is not None
    return Agreement(*row)


def points(connection: duckdb.DuckDBPyConnection, scope: Scope, large: int = 500, sample: int = 1000) -> pd.DataFrame:
    """One row per customer shown, the largest first: customer_key, name, quadrant, source, attitude 0–100,
    purchase_days, revenue (money), where to draw it (shown_purchase_days, shown_attitude) and its size in pixels."""
    where, parameters = scoped(scope)
    parameters |= {"as_of": scope.as_of, "large": large, "sample": sample}
    return connection.execute(POINTS.format(scoped=where), parameters).df()
