"""Where customers are in the relationship: stages now and by month, how overdue they are, who wavers."""

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from crm_core.queries import label_months
from crm_core.queries.history import history
from crm_core.queries.scope import Scope, condition
from crm_core.queries.silence import first_day

STAGES_NOW = """
with counted as (
    select
        stage,
        coalesce(sum(customers) filter (where as_of = $as_of), 0) as customers,
        coalesce(sum(revenue) filter (where as_of = $as_of), 0) as revenue,
        coalesce(sum(customers) filter (where as_of = cast($year_before as date)), 0) as customers_before,
        coalesce(sum(revenue) filter (where as_of = cast($year_before as date)), 0) as revenue_before
    from snapshot_groups
    where as_of in ($as_of, cast($year_before as date)) and {where}
    group by stage
),

shares as (
    select
        *,
        cast(customers as double) / nullif(sum(customers) over (), 0) as customer_share,
        cast(revenue as double) / nullif(sum(revenue) over (), 0) as revenue_share,
        cast(customers_before as double) / nullif(sum(customers_before) over (), 0) as customer_share_before,
        cast(revenue_before as double) / nullif(sum(revenue_before) over (), 0) as revenue_share_before
    from counted
)

select
    cast(stage as text) as stage,
    cast(customers as bigint) as customers,
    cast(revenue as double) as revenue,
    customer_share,
    revenue_share,
    case when cast($year_before as date) is not null then cast(customers_before as bigint) end as customers_before,
    case when cast($year_before as date) is not null then cast(revenue_before as double) end as revenue_before,
    case when cast($year_before as date) is not null then cast(customers - customers_before as bigint) end
        as customers_change,
    cast(revenue as double) / nullif(greatest(revenue_before, 0), 0) - 1 as revenue_change,
    customer_share_before,
    revenue_share_before
from shares
where customers > 0 or customers_before > 0
order by shares.stage
"""

# Bins as wide as a sixth of the wavering line, so that this line and its multiples lie on the edge of a bin;
# a bin holds its upper edge, because a line is passed only by more than it.
OVERDUE = """
with bins as (
    select
        greatest(cast(ceil(r.overdue * 6 / s.wavering_overdue) as integer) - 1, 0) as bin,
        r.stage,
        count(*) as customers,
        sum(r.revenue) as revenue,
        sum(r.recency_days - r.usual_gap_days) as days_overdue,
        sum(r.recency_days) as recency_days
    from snapshot_rows as r
    cross join settings as s
    where r.as_of = $as_of and r.overdue <= 2 * s.lost_overdue and {scoped}
    group by bin, r.stage
)

select
    b.bin * s.wavering_overdue / 6 as overdue_from,
    (b.bin + 1) * s.wavering_overdue / 6 as overdue_to,
    cast(b.stage as text) as stage,
    b.customers,
    cast(b.revenue as double) as revenue,
    b.days_overdue / b.customers as mean_days_overdue,
    b.recency_days / b.customers as mean_recency_days
from bins as b
cross join settings as s
order by b.bin, b.stage
"""

BEYOND = """
select
    count(r.customer_key) as customers,
    cast(coalesce(sum(r.revenue), 0) as double) as revenue,
    2 * any_value(s.lost_overdue) as overdue
from settings as s
left join snapshot_rows as r
    on r.overdue > 2 * s.lost_overdue and r.as_of = $as_of and {scoped}
"""

WAVERING = f"""
with silent as (
    select
        r.*,
        {first_day("lost", "r.usual_gap_days")} as lost_at_days
    from snapshot_rows as r
    cross join settings as s
    where r.as_of = $as_of and r.stage = 'wavering' and {{scoped}}
    order by r.revenue desc, r.customer_key
    limit $at_most
)

select
    r.customer_key,
    coalesce(c.name, c.customer_id) as customer,
    c.customer_id,
    cast(r.tier as text) as tier,
    c.owner,
    cast(r.revenue as double) as revenue,
    r.last_purchase,
    r.usual_gap_days,
    r.recency_days,
    r.lost_at_days - r.recency_days as days_until_lost,
    r.last_purchase + r.lost_at_days as lost_on
from silent as r
inner join customers as c on r.customer_key = c.customer_key
order by r.revenue desc, r.customer_key
"""

# Referrals count from the day on which the referred customer was first seen; by any number of who referred it.
LADDER = """
with referred as (
    select c.customer_key, c.referred_by
    from customers as c
    semi join (select customer_key from snapshot_rows where as_of = $as_of) as r on c.customer_key = r.customer_key
    where c.referred_by is not null
),

advocates as (
    select distinct coalesce(m.customer_key, i.identity_key) as customer_key
    from referred as n
    inner join identities as i on n.referred_by = i.value
    left join merged_identities as m on i.identity_key = m.identity_key
    where coalesce(m.customer_key, i.identity_key) <> n.customer_key
),

steps as (
    select
        case
            when r.stage = 'refund_only' then 'refund_only'
            when r.total_purchase_days = 0 then 'prospect'
            when r.total_purchase_days = 1 then 'first_time'
            when r.total_purchase_days <= 3 then 'repeat'
            when r.attitude_source = 'measured' and r.attitude >= 90 then 'advocate'
            when a.customer_key is not null then 'advocate'
            when r.total_purchase_days >= 4 then 'long_term'
            else error('no step for ' || r.customer_key)
        end as step,
        r.revenue
    from snapshot_rows as r
    left join advocates as a on r.customer_key = a.customer_key
    where r.as_of = $as_of and {scoped}
)

select
    step,
    count(*) as customers,
    cast(count(*) as double) / sum(count(*)) over () as customer_share,
    cast(sum(revenue) as double) as revenue
from steps
group by step
order by list_position(['prospect', 'first_time', 'repeat', 'long_term', 'advocate', 'refund_only'], step)
"""

# Of a customer who bought once, whose usual gap is the shop's rhythm: the first days of "wavering" and of "lost".
RHYTHM = f"""
select
    c.rhythm_days,
    {first_day("wavering", "c.rhythm_days")} as wavering_from_day,
    {first_day("lost", "c.rhythm_days")} as lost_from_day
from cut_offs as c
cross join settings as s
where c.as_of = $as_of
"""


@dataclass(frozen=True)
class Beyond:
    """Customers who are overdue by so much that the strip does not draw them; revenue in the window."""

    customers: int
    revenue: float
    overdue: float


@dataclass(frozen=True)
class Rhythm:
    """The shop's rhythm in days, and the day since the only purchase from which a customer is wavering, and lost."""

    rhythm_days: float
    wavering_from_day: int
    lost_from_day: int


def stages_now(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per stage: customers, revenue in the window, their shares (0–1), and all four a year before.

    customers_change is a number of customers, revenue_change relative. Where there is nothing to compare with, the
    columns of the year before and of the change are missing values.
    """
    where, parameters = condition(scope)
    parameters |= {"as_of": scope.as_of, "year_before": history(connection, scope.as_of).compared_with}
    return connection.execute(STAGES_NOW.format(where=where), parameters).df()


def stages_by_month(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """As label_months.by_month, of all customers, also of those without a tier: the lost are what this is about."""
    return label_months.by_month(connection, scope, "stage", with_tier=False)


def overdue(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per bin of overdue (days since the last purchase / usual gap) and stage, up to twice the lost line.

    overdue_from, overdue_to, stage, customers, revenue, mean_days_overdue (past the usual gap), mean_recency_days.
    """
    return _scoped(connection, OVERDUE, scope).df()


def beyond(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Beyond:
    """Who is overdue by more than `overdue` draws."""
    row = _scoped(connection, BEYOND, scope).fetchone()
    assert row is not None
    return Beyond(*row)


def wavering(connection: duckdb.DuckDBPyConnection, scope: Scope, at_most: int = 200) -> pd.DataFrame:
    """The wavering customers with the most revenue, and the day on which each becomes lost if nothing happens."""
    return _scoped(connection, WAVERING, scope, at_most=at_most).df()


def ladder(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """One row per step of the relationship ladder: step, customers, customer_share (0–1), revenue in the window."""
    return _scoped(connection, LADDER, scope).df()


def rhythm(connection: duckdb.DuckDBPyConnection, as_of: date) -> Rhythm:
    """The shop's rhythm at a snapshot, and what it means for a customer who bought once."""
    row = connection.execute(RHYTHM, {"as_of": as_of}).fetchone()
    assert row is not None, f"no cut-offs at {as_of}"
    return Rhythm(*row)


def _scoped(
    connection: duckdb.DuckDBPyConnection, sql: str, scope: Scope, **parameters: int
) -> duckdb.DuckDBPyConnection:
    where, kept = condition(scope)
    scoped = f"r.scope_key in (select scope_key from scopes where {where})" if scope.is_filtered else "true"
    return connection.execute(sql.format(scoped=scoped), kept | parameters | {"as_of": scope.as_of})
