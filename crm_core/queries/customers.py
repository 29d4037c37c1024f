"""Who is this? The customers of a snapshot, searched, filtered, sorted and counted in the database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pandas as pd

from crm_core.queries.customer_filters import Filters, Where, where_of
from crm_core.queries.history import history
from crm_core.queries.scope import Scope, condition

PAGE_ROWS = 100

# Where each column comes from: r is the snapshot's row, c the customer, s its scope, b the row of the year before.
COLUMNS: dict[str, str] = {
    "customer": "coalesce(c.name, c.customer_id)",
    "customer_id": "c.customer_id",
    "tier": "r.tier",
    "stage": "r.stage",
    "quadrant": "r.quadrant",
    "revenue": "r.revenue",
    "revenue_before": "b.revenue",
    "order_count": "r.order_count",
    "purchase_days": "r.purchase_days",
    "total_purchase_days": "r.total_purchase_days",
    "first_purchase": "r.first_purchase",
    "last_purchase": "r.last_purchase",
    "recency_days": "r.recency_days",
    "usual_gap_days": "r.usual_gap_days",
    "overdue": "r.overdue",
    "attitude": "r.attitude",
    "attitude_source": "r.attitude_source",
    "region": "s.region",
    "kind": "s.kind",
    "owner": "s.owner",
    "source": "c.source",
    "known_by": "c.known_by",
    "email": "c.email",
    "phone": "c.phone",
    "joined_on": "c.joined_on",
    "credit_limit": "c.credit_limit",
    "referred_by": "c.referred_by",
    "tags": "c.tags",
}
# Written for reading where the column itself is not: "city: Lyon, note: call first". Keys and values are in one
# order; a key is a column's header and can hold what no path could name.
TAGS = """array_to_string(
        list_transform(json_keys(c.tags), lambda key, place: key || ': ' || (c.tags ->> '$.*')[place]), ', '
    )"""
MONEY = ("revenue", "revenue_before", "credit_limit")
NAMES = ("customer", "email")
LABELS = ("tier", "quadrant", "stage", "attitude_source")
# Joined only where the order of the rows needs them; the rows of one page are joined with all.
JOINS = {
    "c": "inner join customers as c on r.customer_key = c.customer_key",
    "s": "inner join scopes as s on r.scope_key = s.scope_key",
    "b": "left join snapshot_rows as b on r.customer_key = b.customer_key and b.as_of = cast($year_before as date)",
}

ROWS = """
{matching}
page as (
    select r.*
    from snapshot_rows as r
    {joins}
    where {where}
    order by {order}
    limit $at_most offset $skipped
),

shown as (
    select
        row_number() over (order by {order}) as position,
        r.customer_key,
        {columns}
    from page as r
    inner join customers as c on r.customer_key = c.customer_key
    inner join scopes as s on r.scope_key = s.scope_key
    left join snapshot_rows as b on r.customer_key = b.customer_key and b.as_of = cast($year_before as date)
)
"""

# One row at least: the totals, also where no row is shown.
WITH_TOTALS = """,

totals as (
    select
        count(*) as found_customers,
        cast(coalesce(sum(r.revenue), 0) as double) as found_revenue,
        cast(coalesce(sum(r.order_count), 0) as bigint) as found_orders
    from snapshot_rows as r
    where {where}
)

select
    t.*,
    s.*
from totals as t
left join shown as s on true
order by s.position
"""

EVERYONE = """
select
    coalesce(sum(customers) filter (where as_of = $as_of), 0) as customers,
    coalesce(sum(customers) filter (where as_of = $as_of and tier is not null), 0) as active,
    cast(coalesce(sum(revenue) filter (where as_of = $as_of), 0) as double) as revenue,
    cast(
        sum(customers) filter (where as_of = cast($year_before as date) and tier is not null) as bigint
    ) as active_before,
    cast(sum(revenue) filter (where as_of = cast($year_before as date)) as double) as revenue_before
from snapshot_groups
where as_of in ($as_of, cast($year_before as date)) and {where}
"""

SOURCES = "select distinct source from customers order by source nulls last"


@dataclass(frozen=True)
class Order:
    """By which column the rows are sorted; customers without a value come last either way."""

    column: str = "revenue"
    descending: bool = True


@dataclass(frozen=True)
class Totals:
    """Sums over all customers found; revenue and orders of the window."""

    customers: int
    revenue: float
    orders: int


@dataclass(frozen=True)
class Everyone:
    """All customers of a scope, those who bought in the window, what they brought; None: nothing to compare with."""

    customers: int
    active: int
    revenue: float
    active_before: int | None
    revenue_before: float | None

    def share(self, found: Totals) -> float | None:
        """The part of everyone's revenue (0–1) that the customers found bring."""
        return found.revenue / self.revenue if self.revenue else None


@dataclass(frozen=True)
class Page:
    """The totals of all customers found, and the rows of page `number`, counted from 1."""

    totals: Totals
    rows: pd.DataFrame
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.totals.customers // PAGE_ROWS))

    @property
    def first(self) -> int:
        """Which of all customers found the page begins with; 0 if there is none."""
        return PAGE_ROWS * (self.number - 1) + 1 if len(self.rows) else 0

    @property
    def last(self) -> int:
        """Which of all customers found the page ends with."""
        return PAGE_ROWS * (self.number - 1) + len(self.rows)


FOUND = {"found_customers": int, "found_revenue": float, "found_orders": int}


def page(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    filters: Filters,
    columns: tuple[str, ...],
    order: Order,
    number: int = 1,
) -> Page:
    """The rows of one page, from 1: customer_key and the chosen COLUMNS; money as float."""
    sql, where = _rows(connection, scope, filters, columns, order)
    parameters = where.parameters | {"at_most": PAGE_ROWS, "skipped": PAGE_ROWS * (number - 1)}
    frame = connection.execute(sql + WITH_TOTALS.format(where=" and ".join(where.parts)), parameters).df()
    totals = Totals(*(kind(frame[name].iloc[0]) for name, kind in FOUND.items()))
    rows = frame.drop(columns=[*FOUND, "position"]).dropna(subset=["customer_key"])
    return Page(totals, rows.astype({"customer_key": int}).reset_index(drop=True), number)


def chunks(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    filters: Filters,
    columns: tuple[str, ...],
    order: Order,
    at_most: int | None = None,
) -> Iterator[pd.DataFrame]:
    """All rows found, a few thousand at a time, for a file: customer_key and the columns.

    The connection is busy until the last.
    """
    sql, where = _rows(connection, scope, filters, columns, order)
    sql += f"select customer_key, {', '.join(columns)} from shown order by position"
    result = connection.execute(sql, where.parameters | {"at_most": at_most, "skipped": 0})
    while len(chunk := result.fetch_df_chunk(8)):
        yield chunk


def everyone(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Everyone:
    """The customers of a scope before they are searched, and a year before."""
    where, parameters = condition(scope)
    parameters |= {"as_of": scope.as_of, "year_before": history(connection, scope.as_of).compared_with}
    row = connection.execute(EVERYONE.format(where=where), parameters).fetchone()
    assert row is not None
    return Everyone(*row)


def sources(connection: duckdb.DuckDBPyConnection) -> list[str | None]:
    """The sources that customers have, in order; None last if some have none."""
    return [row[0] for row in connection.execute(SOURCES).fetchall()]


def _rows(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    filters: Filters,
    columns: tuple[str, ...],
    order: Order,
) -> tuple[str, Where]:
    where = where_of(scope, filters)
    where.parameters["year_before"] = history(connection, scope.as_of).compared_with
    sql = ROWS.format(
        matching=where.find(filters.words),
        joins=_join(order.column),
        where=" and ".join(where.parts),
        order=_order(order),
        columns=", ".join(f"{_shown(name)} as {name}" for name in columns),
    )
    return sql, where


def _order(order: Order) -> str:
    expression = COLUMNS[order.column]
    sorted_by = f"lower({expression})" if order.column in NAMES else expression
    return f"{sorted_by} {'desc' if order.descending else 'asc'} nulls last, r.customer_key"


def _join(column: str) -> str:
    table = re.search(r"\b([rcsb])\.", COLUMNS[column])
    return JOINS.get(table.group(1), "") if table else ""


def _shown(column: str) -> str:
    if column == "tags":
        return TAGS
    if column in MONEY:
        return f"cast({COLUMNS[column]} as double)"
    return f"cast({COLUMNS[column]} as text)" if column in LABELS else COLUMNS[column]
