"""What the Settings page asks: which settings, data and dates the present snapshots were built with."""

import json
from dataclasses import dataclass, fields
from datetime import date

import duckdb

from crm_core.queries.scope import NoData
from crm_core.settings import Settings

BUILT = """
select
    b.build_id,
    b.settings,
    (select max(as_of) from cut_offs) as as_of,
    b.data_version = v.version as has_all_data
from builds as b
cross join data_version as v
order by b.build_id desc
limit 1
"""


@dataclass(frozen=True)
class BuiltWith:
    """The newest build. as_of: its newest snapshot, None without orders; has_all_data: it knows every import."""

    build_id: int
    settings: Settings
    as_of: date | None
    has_all_data: bool


def built_with(connection: duckdb.DuckDBPyConnection) -> BuiltWith:
    """What made the snapshots on show; NoData if nothing was ever built."""
    if not connection.execute("select 1 from builds limit 1").fetchone():
        raise NoData
    row = connection.execute(BUILT).fetchone()
    assert row is not None
    build_id, settings, as_of, has_all_data = row
    known = {field.name for field in fields(Settings)}
    values = {name: value for name, value in json.loads(settings).items() if name in known}
    return BuiltWith(int(build_id), Settings(**values), as_of, bool(has_all_data))


def differing(settings: Settings, others: Settings) -> tuple[str, ...]:
    """The names of the settings whose values differ, in their order."""
    names = (field.name for field in fields(Settings))
    return tuple(name for name in names if getattr(settings, name) != getattr(others, name))
