"""Changing the settings, and what they were before: who, when, from, to; and what a change did to old snapshots."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

import duckdb
import pandas as pd

from crm_core import building
from crm_core import settings as settings_module
from crm_core.settings import Settings

BY_COMMAND = "command line"

CHANGES = """
select
    changed_at,
    changed_by,
    build_id,
    name,
    value_before,
    value_after
from setting_changes
order by changed_at desc, build_id desc, name
"""

# The newest date for which two builds in a row had a snapshot, and the sums over all dates.
RESTATED = """
select
    field,
    label_before,
    label_after,
    cause,
    sum(customers) filter (where as_of = $as_of) as customers,
    cast(sum(revenue) filter (where as_of = $as_of) as double) as revenue,
    sum(customers) as customer_months
from restated_groups
where build_id = $build_id
group by field, label_before, label_after, cause
order by field, customers desc nulls last, label_before, label_after, cause
"""
RESTATED_DATES = """
select
    max(as_of) as newest,
    count(distinct as_of) as dates
from restated_groups
where build_id = $build_id
"""


def save_and_build(
    connection: duckdb.DuckDBPyConnection,
    new: Settings,
    changed_at: datetime,
    changed_by: str,
    progress: building.Progress = lambda _: None,
) -> int:
    """Build with new settings and write down each change; the caller holds the transaction. Returns the build id."""
    before = asdict(settings_module.load(connection))
    build_id = building.build_newest(connection, new, progress)
    for name, value in asdict(new).items():
        if before[name] != value:
            connection.execute(
                "insert into setting_changes values ($changed_at, $changed_by, $build_id, $name, $before, $after)",
                {
                    "changed_at": changed_at, "changed_by": changed_by, "build_id": build_id, "name": name,
                    "before": json.dumps(before[name]), "after": json.dumps(value),
                },
            )  # fmt: skip
    return build_id


def changes(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per changed setting, newest first: changed_at, changed_by, build_id, name, value_before, value_after.

    The values are Python's own; a setting that this version does not know is left out.
    """
    frame = connection.execute(CHANGES).df()
    known = {field.name for field in fields(Settings)}
    frame = frame[frame["name"].isin(known)].reset_index(drop=True)
    for column in ("value_before", "value_after"):
        frame[column] = pd.Series([json.loads(value) for value in frame[column]], dtype=object)
    return frame


def settings_before(connection: duckdb.DuckDBPyConnection, build_id: int) -> Settings:
    """The settings that were in force before this build changed them."""
    current = settings_module.load(connection)
    rows = connection.execute(
        "select name, value_before from setting_changes where build_id >= $build_id order by build_id desc",
        {"build_id": build_id},
    ).fetchall()
    known = {field.name for field in fields(Settings)}
    # From the newest change back to this one: what stood before the earliest of them wins.
    values = {name: json.loads(value) for name, value in rows if name in known}
    return settings_module.changed(current, **values)


@dataclass(frozen=True)
class Restatement:
    """What a build labelled otherwise than the one before.

    newest: the newest date at which any label differs; None if none does. dates: how many dates have such labels.
    groups: one row per field, pair of labels and cause (data_corrected, rule_edited, cut_off_shifted): customers and
        revenue at the newest date (null where only older dates differ), customer_months over all dates.
    """

    newest: date | None
    dates: int
    groups: pd.DataFrame


def restatement(connection: duckdb.DuckDBPyConnection, build_id: int) -> Restatement:
    """What this build labelled otherwise than the one before it."""
    row = connection.execute(RESTATED_DATES, {"build_id": build_id}).fetchone()
    newest, dates = row or (None, 0)
    groups = connection.execute(RESTATED, {"build_id": build_id, "as_of": newest}).df()
    return Restatement(newest, int(dates), groups)
