"""What if the rules were different? The newest snapshot under other settings, beside the one on show; nothing is kept.

The same models label it, on temporary tables that stand in front of the kept ones on this connection alone.
"""

from dataclasses import dataclass, fields
from datetime import date

import duckdb
import pandas as pd

from crm_core import labelling
from crm_core import settings as settings_module
from crm_core.settings import Settings

ROWS_AT_MOST = 200_000
# A step is made anew only if one of its settings differs: none of the others changes which days belong together.
DATES = ("history_months", "window_months", "warming_up_days", "survey_months")
PERIODS = ("history_months", "window_months")
PERIOD_TABLES = ("periods", "snapshot_periods", "customer_periods", "customer_items")
FORECAST = ("forecast_months", "discount_rate", "margin_rate")
FORECAST_TABLES = ("forecast_fit", "forecast_rows")
LABEL_TABLES = ("cut_offs", "lost_customers", "raw_tiers", "snapshot_rows", "group_rows")


@dataclass(frozen=True)
class Trial:
    """Who would move at the newest date.

    groups: one row per field (tier, quadrant, stage) and pair of labels that differ: label_before, label_after,
        customers, revenue (of the window under the present settings).
    rows: one row per customer and field that would move, the largest revenue first, at most ROWS_AT_MOST:
        customer_key, customer, field, label_before, label_after, revenue.
    customers: all customers of the snapshot; moving: those with another label in any field.
    """

    as_of: date
    groups: pd.DataFrame
    rows: pd.DataFrame
    customers: int
    moving: int


def try_settings(connection: duckdb.DuckDBPyConnection, new: Settings) -> Trial | None:
    """The newest snapshot under `new` settings against the present one; None if there is no snapshot.

    `connection` must be a cursor of its own: its temporary tables hide the kept ones until it is closed.
    """
    connection.execute("begin")
    try:
        present = settings_module.load(connection)
        labelling.make(connection, (("table", "present_labels"),))
        _stand_in(connection, present, new)
        as_of = labelling.label_newest(connection, build_id=0)
        if as_of is None:
            return None
        labelling.make(connection, (("table", "trial_moves"),))
        return Trial(as_of, _groups(connection), _rows(connection), *_counts(connection))
    finally:
        connection.execute("rollback")


def _stand_in(connection: duckdb.DuckDBPyConnection, present: Settings, new: Settings) -> None:
    """Put temporary tables in front of those that the new settings change, empty ones in front of the labels."""
    settings_module.save(connection, new, temporary=True)
    changed = {field.name for field in fields(Settings) if getattr(present, field.name) != getattr(new, field.name)}
    if changed & set(DATES):
        labelling.make(connection, (("table", "snapshot_dates"),))
    if changed & set(PERIODS):
        labelling.make(connection, tuple(("table", name) for name in PERIOD_TABLES))
    for name in FORECAST_TABLES:
        kept = "limit 0" if changed & set(FORECAST) else ""
        connection.execute(f"create temp table {name} as select * from {name} {kept}")
    for name in LABEL_TABLES:
        connection.execute(f"create temp table {name} as select * from {name} limit 0")


def _groups(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute(
        "select field, label_before, label_after, count(*) as customers, cast(sum(revenue) as double) as revenue"
        " from trial_moves group by all order by field, customers desc, label_before, label_after"
    ).df()


def _rows(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute(
        "select m.customer_key, coalesce(c.name, c.customer_id) as customer, m.field, m.label_before, m.label_after,"
        " cast(m.revenue as double) as revenue"
        " from trial_moves as m inner join customers as c on m.customer_key = c.customer_key"
        " order by m.revenue desc, m.customer_key, m.field limit $most",
        {"most": ROWS_AT_MOST},
    ).df()


def _counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    row = connection.execute(
        "select (select count(*) from present_labels), (select count(distinct customer_key) from trial_moves)"
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])
