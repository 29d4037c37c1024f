"""What the Loyalty page asks: do customers come back because they like us, and how well is that known?"""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from crm_core.queries.scope import NoData, Scope, condition
from crm_core.queries.scoped_rows import scoped

RULES = """
select
    cast(ceil(c.repeat_line) as integer) as often_from,
    ceil(c.repeat_line) - 0.5 as repeat_boundary,
    s.attitude_high,
    s.estimate_high,
    s.estimate_attitude,
    exists (select 1 from survey_rows where superseded_by is null) as has_surveys
from cut_offs as c
cross join settings as s
where c.as_of = $as_of
"""

FIELDS = """
with sums as (
    select
        quadrant,
        sum(customers) filter (where as_of = $as_of) as customers,
        sum(revenue) filter (where as_of = $as_of) as revenue,
        sum(customers) filter (where as_of = $as_of and attitude_source = 'measured') as measured,
        sum(customers) filter (where as_of = $compared_with) as customers_before
    from snapshot_groups
    where as_of in ($as_of, $compared_with) and quadrant is not null and {where}
    group by quadrant
),

every_field as (
    select cast(unnest(enum_range(null::quadrant)) as quadrant) as quadrant
),

filled as (
    select
        q.quadrant,
        coalesce(s.customers, 0) as customers,
        coalesce(s.revenue, 0) as revenue,
        coalesce(s.measured, 0) as measured,
        case when $compared_with is not null then coalesce(s.customers_before, 0) end as customers_before
    from every_field as q
    left join sums as s on q.quadrant = s.quadrant
)

select
    cast(quadrant as text) as quadrant,
    cast(customers as bigint) as customers,
    cast(customers as double) / nullif(sum(customers) over (), 0) as customer_share,
    cast(revenue as double) as revenue,
    cast(revenue as double) / nullif(sum(revenue) over (), 0) as revenue_share,
    cast(measured as bigint) as measured,
    cast(customers_before as double) as customers_before
from filled
order by filled.quadrant
"""

SUMMARY = """
select
    cast(coalesce(sum(customers) filter (where as_of = $as_of and quadrant = 'loyal'), 0) as bigint) as loyal,
    cast(coalesce(sum(customers) filter (where as_of = $as_of and quadrant = 'spurious'), 0) as bigint) as spurious,
    cast(
        coalesce(sum(customers) filter (where as_of = $as_of and quadrant = 'unmeasured_repeat'), 0) as bigint
    ) as unknown,
    cast(coalesce(sum(customers) filter (where as_of = $as_of), 0) as bigint) as customers,
    cast(coalesce(sum(customers) filter (where as_of = $as_of and quadrant = 'loyal'), 0) as double)
    / sum(customers) filter (where as_of = $as_of and quadrant in ('loyal', 'spurious')) as liking_share,
    cast(coalesce(sum(customers) filter (where as_of = $compared_with and quadrant = 'loyal'), 0) as double)
    / sum(customers) filter (where as_of = $compared_with and quadrant in ('loyal', 'spurious')) as liking_share_before
from snapshot_groups
where as_of in ($as_of, $compared_with) and quadrant is not null and {where}
"""

MEMBERS = """
with best as (
    select
        customer_key,
        tier,
        stage,
        revenue,
        purchase_days,
        attitude,
        attitude_source,
        recency_days
    from snapshot_rows
    where
        as_of = $as_of
        and quadrant = $quadrant
        and {scoped}
    order by revenue desc, customer_key
    limit $at_most
)

select
    b.customer_key,
    coalesce(c.name, c.customer_id) as name,
    cast(b.tier as text) as tier,
    cast(b.revenue as double) as revenue,
    b.purchase_days,
    b.attitude,
    cast(b.attitude_source as text) as source,
    cast(b.stage as text) as stage,
    b.recency_days
from best as b
inner join customers as c on b.customer_key = c.customer_key
order by b.revenue desc, b.customer_key
"""


@dataclass(frozen=True)
class Rules:
    """The lines of a snapshot: purchase days from which on a customer buys often, where to draw that line (half a day
    below), and attitudes 0–100 from which on a customer likes us."""

    often_from: int
    repeat_boundary: float
    attitude_high: float
    estimate_high: float
    estimate_attitude: bool
    has_surveys: bool


@dataclass(frozen=True)
class Summary:
    """Of customers with a tier: those who buy often, by what they think of us.

    liking_share: loyal ÷ (loyal + spurious), 0–1, None where no attitude is known; before: at the date compared with.
    """

    loyal: int
    spurious: int
    unknown: int
    customers: int
    liking_share: float | None
    liking_share_before: float | None


def rules(connection: duckdb.DuckDBPyConnection, as_of: date) -> Rules:
    """What decides a quadrant at this snapshot, and whether any survey was ever loaded."""
    row = connection.execute(RULES, {"as_of": as_of}).fetchone()
    if row is None:
        raise NoData
    return Rules(*row)


def summary(connection: duckdb.DuckDBPyConnection, scope: Scope, compared_with: date | None) -> Summary:
    """The numbers of the page's first sentence."""
    where, parameters = condition(scope)
    parameters |= {"as_of": scope.as_of, "compared_with": compared_with}
    row = connection.execute(SUMMARY.format(where=where), parameters).fetchone()
    assert row is not None
    return Summary(*row)


def fields(connection: duckdb.DuckDBPyConnection, scope: Scope, compared_with: date | None) -> pd.DataFrame:
    """Six rows, loyal to unmeasured_occasional: quadrant, customers, revenue (window, money), their shares 0–1 of all
    with a quadrant, measured (customers), customers_before (NaN where there is nothing to compare with)."""
    where, parameters = condition(scope)
    parameters |= {"as_of": scope.as_of, "compared_with": compared_with}
    return connection.execute(FIELDS.format(where=where), parameters).df()


def members(connection: duckdb.DuckDBPyConnection, scope: Scope, quadrant: str, at_most: int = 200) -> pd.DataFrame:
    """The customers of a quadrant with the most revenue: customer_key, name, tier, revenue (window, money),
    purchase_days, attitude 0–100, source, stage, recency_days."""
    where, parameters = scoped(scope)
    parameters |= {"as_of": scope.as_of, "quadrant": quadrant, "at_most": at_most}
    return connection.execute(MEMBERS.format(scoped=where), parameters).df()
