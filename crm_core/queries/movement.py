"""What the Movement page asks: who changed labels between two snapshots, why, and who moved and came back."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import duckdb
import pandas as pd

from crm_core.comparing import compare
from crm_core.queries import move_sums
from crm_core.queries.history import history
from crm_core.queries.kept_sums import are_kept
from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped

Field = Literal["tier", "quadrant", "stage"]
Label = str | None
REVENUES = ("revenue_before", "revenue")

# The month before which a snapshot was taken names it; the date a year before the newest has none of its own.
STARTS = """
select
    d.as_of,
    case when not d.is_comparison then d.month end as month,
    d.warming_up
from snapshot_dates as d
inner join cut_offs as c on d.as_of = c.as_of
where d.as_of < $as_of and (not d.is_comparison or d.as_of = $year_before)
order by d.as_of desc
"""

# Whose label differs, and what decides the cause; made once for all that is asked of a comparison.
MOVED = """
create or replace temp table moved_labels as
select
    p.customer_key,
    p.{field}_before as label_before,
    p.{field} as label_after,
    p.{field}_then is not distinct from p.{field}_before as is_shift,
    p.has_bought,
    r.customer_key is not null as has_refund,
    a.customer_key is not null as has_answer,
    p.revenue_before,
    p.revenue
from pairs as p
left join answers_between as a on p.customer_key = a.customer_key
left join refunds_between as r on p.customer_key = r.customer_key
where p.{field} is distinct from p.{field}_before and {scoped}
"""

# Grouped by what decides the cause before the cause is told: there are a million customers and few groups.
MOVES = """
with pairs_of_labels as (
    select
        label_before,
        label_after,
        is_shift,
        has_bought,
        has_refund,
        has_answer,
        count(*) as customers,
        sum(revenue_before) as revenue_before,
        sum(revenue) as revenue
    from moved_labels
    group by all
),

told as (
    select
        *,
        {step} as step
    from pairs_of_labels
)

select
    cast(label_before as text) as label_before,
    cast(label_after as text) as label_after,
    direction_of(step) as direction,
    cause_of(is_shift, step, label_after, has_bought, has_refund, has_answer) as cause,
    cast(sum(customers) as bigint) as customers,
    cast(sum(revenue_before) as double) as revenue_before,
    cast(sum(revenue) as double) as revenue
from told
group by all
order by customers desc, label_before, label_after, cause
"""

# Who stayed is what is left of a label's sums without those who moved from it, and now without those who moved to it.
STAYED = """
with sums as (
    select
        as_of = $as_of as is_now,
        {field} as label,
        sum(customers) as customers,
        sum(revenue) as revenue
    from group_rows
    where as_of in ($previous, $as_of) and {scoped}
    group by all
    union all
    select
        false as is_now,
        label_before as label,
        -count(*) as customers,
        -sum(revenue_before) as revenue
    from moved_labels
    group by label_before
    union all
    select
        true as is_now,
        label_after as label,
        -count(*) as customers,
        -sum(revenue) as revenue
    from moved_labels
    group by label_after
)

select
    cast(label as text) as label,
    cast(sum(customers) filter (where is_now) as bigint) as customers,
    cast(coalesce(sum(revenue) filter (where not is_now), 0) as double) as revenue_before,
    cast(sum(revenue) filter (where is_now) as double) as revenue
from sums
group by sums.label
having sum(customers) filter (where is_now) > 0
order by customers desc, label
"""
STEPS: dict[Field, str] = {
    "tier": "tier_step(label_before, label_after)",
    "quadrant": "quadrant_step(label_before, label_after)",
    "stage": "stage_step(label_after)",
}

# A move that began after the earlier snapshot and ended by the later one: whoever has the same label at both was away.
CAME_BACK = """
with still as (
    select
        n.customer_key,
        n.{field} as label
    from snapshot_rows as n
    anti join moved_labels as m on n.customer_key = m.customer_key
    where n.as_of = $as_of
),

steps as (
    select customer_key
    from move_rows
    where field = cast($field as label_field) and previous > $previous and as_of <= $as_of and {scoped}
)

select
    cast(s.label as text) as label,
    count(*) as came_back
from still as s
semi join steps as m on s.customer_key = m.customer_key
group by s.label
"""

MONTHS = """
with sums as (
    select
        as_of,
        direction,
        cause,
        sum(customers) as customers,
        sum(revenue_before) as revenue_before,
        sum(revenue) as revenue
    from {sums}
    where as_of <= $as_of and field = cast($field as label_field) and {scoped}
    group by as_of, direction, cause
)

select
    d.as_of,
    d.month,
    b.warming_up,
    cast(s.direction as text) as direction,
    cast(s.cause as text) as cause,
    cast(s.customers as bigint) as customers,
    cast(s.revenue_before as double) as revenue_before,
    cast(s.revenue as double) as revenue
from sums as s
inner join snapshot_dates as d on s.as_of = d.as_of
inner join snapshot_dates as b on b.as_of = last_day(cast(d.month - interval 1 month as date)) and not b.is_comparison
order by s.as_of, s.direction, s.cause
"""

OF_CUSTOMER = """
select
    as_of,
    previous,
    cast(field as text) as field,
    cast(label_before as text) as label_before,
    cast(label_after as text) as label_after,
    cast(direction as text) as direction,
    cast(cause as text) as cause,
    cast(revenue_before as double) as revenue_before,
    cast(revenue as double) as revenue
from move_rows
where customer_key = $customer_key and as_of <= $as_of
order by as_of desc, field
"""


@dataclass(frozen=True)
class Start:
    """A snapshot to compare with. month: what names it, None for the date a year before the newest snapshot."""

    as_of: date
    month: date | None
    warming_up: bool


@dataclass(frozen=True)
class Starts:
    """The snapshots before one, newest first, and the one to begin with: a year before, else the month before."""

    all: tuple[Start, ...]
    usual: Start | None


@dataclass(frozen=True)
class Movement:
    """Between two snapshots, for one kind of label. Revenue is that of each one's window, in money.

    moves: label_before, label_after, direction (better, worse, neither), cause, customers, revenue_before, revenue.
    stayed: label, customers, came_back (of them: moved in between), revenue_before, revenue.
    """

    moves: pd.DataFrame
    stayed: pd.DataFrame

    def cells(self) -> pd.DataFrame:
        """One row per label before and label after, who stayed too: label_before, label_after, direction (of those who
        stayed: "stayed"), customers, came_back, revenue_before, revenue."""
        stayed = self.stayed.assign(
            label_before=self.stayed["label"], label_after=self.stayed["label"], direction="stayed"
        )
        both = pd.concat([self.moves.assign(came_back=0), stayed.drop(columns="label")], ignore_index=True)
        keys, numbers = ["label_before", "label_after", "direction"], ["customers", "came_back", *REVENUES]
        return both.groupby(keys, dropna=False, sort=False, as_index=False)[numbers].sum()


def starts(connection: duckdb.DuckDBPyConnection, as_of: date) -> Starts:
    """The snapshots that of `as_of` can be compared with; the usual one is warming up only where there is no other."""
    year_before = history(connection, as_of).compared_with
    rows = connection.execute(STARTS, {"as_of": as_of, "year_before": year_before}).fetchall()
    found = tuple(Start(*row) for row in rows)
    usual = next((start for start in found if start.as_of == year_before), found[0] if found else None)
    return Starts(found, usual)


def movement(connection: duckdb.DuckDBPyConnection, scope: Scope, previous: date, field: Field) -> Movement:
    """Who moved, and who stayed, between `previous` and the scope's snapshot."""
    prepare(connection, scope, previous, field)
    return counted(connection, scope, previous, field)


def prepare(connection: duckdb.DuckDBPyConnection, scope: Scope, previous: date, field: Field) -> None:
    """Make the temporary table moved_labels of a comparison."""
    compare(connection, previous, scope.as_of)
    where, parameters = scoped(scope)
    connection.execute(MOVED.format(field=column(field), scoped=where), parameters)


def counted(connection: duckdb.DuckDBPyConnection, scope: Scope, previous: date, field: Field) -> Movement:
    """Who is in moved_labels, by label before, label after and cause, and who is not."""
    moves = connection.execute(MOVES.format(step=STEPS[field])).df()
    where, parameters = scoped(scope)
    names, dates = {"field": column(field), "scoped": where}, {"previous": previous, "as_of": scope.as_of}
    stayed = connection.execute(STAYED.format(**names), parameters | dates).df()
    parameters |= dates | {"field": field}
    back = dict(connection.execute(CAME_BACK.format(**names), parameters).fetchall())
    came_back = [back.get(label if isinstance(label, str) else None, 0) for label in stayed["label"]]
    return Movement(moves, stayed.assign(came_back=came_back))


def by_month(connection: duckdb.DuckDBPyConnection, scope: Scope, field: Field) -> pd.DataFrame:
    """One row per month up to the scope's, direction and cause, each against the month before: as_of, month, warming_up
    (the month before is), direction, cause, customers, revenue_before, revenue."""
    where, parameters = scoped(scope)
    sql = MONTHS.format(sums="move_sums" if are_kept(connection) else f"({move_sums.SUMS})", scoped=where)
    return connection.execute(sql, parameters | {"as_of": scope.as_of, "field": field}).df()


def of_customer(connection: duckdb.DuckDBPyConnection, customer_key: int, as_of: date) -> pd.DataFrame:
    """Each monthly move of one customer up to `as_of`, the newest first: as_of, previous, field, label_before,
    label_after, direction, cause, revenue_before, revenue."""
    return connection.execute(OF_CUSTOMER, {"customer_key": customer_key, "as_of": as_of}).df()


def column(field: Field) -> str:
    """The column of a kind of label; it is written into the question, so nothing else may be."""
    columns: dict[Any, str] = {"tier": "tier", "quadrant": "quadrant", "stage": "stage"}
    return columns[field]
