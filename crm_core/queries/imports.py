"""What the Data page asks: is it all in? Files, rows, months, gaps, and who is left without a name."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pandas as pd

from crm_core.queries.quality_rules import found

SUMMARY = """
select
    count(*) as files,
    coalesce(sum(rows_in_file), 0) as rows,
    coalesce(sum(rejected), 0) as rejected,
    coalesce(sum(unidentified_rows), 0) as unidentified_rows,
    coalesce(sum(rows_in_file) filter (
        where table_name = 'orders' or list_contains(json_extract_string(mapping, '$.*'), 'ordered_at')
    ), 0) as order_rows,
    bool_and(rows_in_file = accepted + merged + refunds + not_counted + rejected) as all_accounted_for
from imports
where undone_at is null
"""

REVENUE = """
select
    coalesce(sum(net_revenue), 0) as net_revenue,
    coalesce(sum(unidentified_revenue), 0) as unidentified_revenue,
    coalesce(sum(purchases), 0) as purchases,
    min(day) as first_day,
    max(day) as last_day
from days
"""

# One row per calendar month between the first and the last day with data; months without orders are there with 0.
MONTHS = """
with bounds as (
    select
        date_trunc('month', min(day)) as first_month,
        date_trunc('month', max(day)) as last_month
    from days
),

months as (
    select cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as month
    from bounds
    where first_month is not null
),

sums as (
    select
        cast(date_trunc('month', day) as date) as month,
        sum(purchases) as purchases,
        sum(unidentified_purchases) as unidentified_purchases,
        sum(net_revenue) as net_revenue
    from days
    group by all
)

select
    m.month,
    cast(coalesce(s.purchases, 0) - coalesce(s.unidentified_purchases, 0) as bigint) as identified,
    cast(coalesce(s.unidentified_purchases, 0) as bigint) as unidentified,
    cast(coalesce(s.net_revenue, 0) as double) as net_revenue,
    m.month = max(m.month) over () as is_last
from months as m
left join sums as s on m.month = s.month
order by m.month
"""

# The longest first; first_day and last_day are the days without orders.
GAPS = """
select
    first_day,
    last_day,
    days
from gaps_in_time
order by days desc, first_day
limit 20
"""

# One row per import, the newest first; covers: the first and the last order it still stands for.
IMPORTS = """
with covered as (
    select
        import_id,
        cast(min(ordered_at) as date) as first_day,
        cast(max(ordered_at) as date) as last_day
    from order_rows
    where superseded_by is null
    group by import_id
)

select
    i.import_id,
    i.imported_at,
    i.file_name,
    i.table_name,
    i.format,
    i.rows_in_file,
    i.accepted,
    i.merged,
    i.refunds,
    i.not_counted,
    i.rejected,
    i.values_changed,
    case when c.import_id is not null then cast(i.amount_accepted + i.amount_refunds as double) end as net_amount,
    c.first_day,
    c.last_day,
    i.undone_at
from imports as i
left join covered as c on i.import_id = c.import_id
order by i.import_id desc
limit 500
"""

LABELLED = """
select
    (select count(*) from snapshot_dates) as months,
    (select count(*) from snapshot_dates anti join cut_offs using (as_of)) as waiting
"""

NEWEST = """
select
    c.as_of,
    (select coalesce(sum(customers), 0) from group_rows where as_of = c.as_of and tier is not null) as active,
    w.net_revenue,
    w.unidentified_revenue,
    w.purchases,
    d.warming_up,
    date_diff('day', (select min(day) from days), c.as_of) + 1 as days_of_history,
    exists(
        select 1 from snapshot_dates as b where b.as_of = d.year_before and not b.warming_up
    ) as has_year_before
from calendar as c
inner join window_totals as w on c.as_of = w.as_of
inner join snapshot_dates as d on c.as_of = d.as_of
where c.is_newest
"""


@dataclass(frozen=True)
class Summary:
    """All imports together. order_rows: rows of the files that date orders; only these can fail to name a customer."""

    files: int
    rows: int
    rejected: int
    unidentified_rows: int
    order_rows: int
    all_accounted_for: bool

    @property
    def unidentified_share(self) -> float | None:
        """Of the rows of orders, how many name no customer (0-1); None without such rows."""
        return self.unidentified_rows / self.order_rows if self.order_rows else None


@dataclass(frozen=True)
class Revenue:
    """All orders and refunds that count. Money in the shop's currency; days None without any."""

    net_revenue: Decimal
    unidentified_revenue: Decimal
    purchases: int
    first_day: date | None
    last_day: date | None

    @property
    def unidentified_share(self) -> float | None:
        """Of net revenue, how much names no customer (0-1); None where there is none."""
        return float(self.unidentified_revenue / self.net_revenue) if self.net_revenue > 0 else None


@dataclass(frozen=True)
class Newest:
    """The newest snapshot. active: customers with a purchase in the window; has_year_before: changes can be told."""

    as_of: date
    active: int
    net_revenue: Decimal
    unidentified_revenue: Decimal
    purchases: int
    warming_up: bool
    days_of_history: int
    has_year_before: bool

    @property
    def unidentified_share(self) -> float | None:
        """Of the window's revenue, how much names no customer (0-1); None where there is none."""
        return float(self.unidentified_revenue / self.net_revenue) if self.net_revenue > 0 else None


def is_built(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the tables that a build makes are there."""
    return connection.execute("select 1 from builds limit 1").fetchone() is not None


def summary(connection: duckdb.DuckDBPyConnection) -> Summary:
    """Files and rows of all imports in force."""
    row = connection.execute(SUMMARY).fetchone()
    assert row is not None
    files, rows, rejected, unidentified, order_rows, all_accounted_for = row
    return Summary(files, int(rows), int(rejected), int(unidentified), int(order_rows), bool(all_accounted_for))


def revenue(connection: duckdb.DuckDBPyConnection) -> Revenue:
    """What all files together bring, and how much of it names no customer."""
    row = connection.execute(REVENUE).fetchone()
    assert row is not None
    return Revenue(*row)


def months(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """month, identified and unidentified purchases, net_revenue, is_last; months without orders are there, with 0."""
    return connection.execute(MONTHS).df()


def gaps(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """first_day, last_day, days: unusual stretches without an order, the longest first, at most 20."""
    return connection.execute(f"{found('gaps_in_time')} {GAPS}").df()


def imports(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per import, the newest first; net_amount: what it added to revenue, NaN for files without orders.

    Undone ones are there too, with their undone_at; it is NaT for those in force.
    """
    return connection.execute(IMPORTS).df()


def labelled(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many monthly snapshots there will be, and how many of them are still to be labelled."""
    row = connection.execute(LABELLED).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def newest(connection: duckdb.DuckDBPyConnection) -> Newest | None:
    """The newest snapshot; None if no order counts."""
    row = connection.execute(NEWEST).fetchone()
    return Newest(*row) if row else None
