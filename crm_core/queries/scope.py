"""Which part of the shop a page looks at: a snapshot, and the regions, kinds and owners that are kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from crm_core.errors import UserError
from crm_core.locale import _


class NoData(UserError):
    """Nothing has been built yet, so a page has nothing to show."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to show yet: no orders have been loaded. Upload them on the Data page."))


@dataclass(frozen=True)
class Scope:
    """One snapshot, and the values kept of each field; an empty tuple keeps all, None in a tuple is "none given"."""

    as_of: date
    regions: tuple[str | None, ...] = ()
    kinds: tuple[str | None, ...] = ()
    owners: tuple[str | None, ...] = ()

    @property
    def is_filtered(self) -> bool:
        """Whether any customer may be left out."""
        return bool(self.regions or self.kinds or self.owners)


@dataclass(frozen=True)
class Snapshot:
    """One row of the calendar."""

    as_of: date
    month: date
    window_start: date
    warming_up: bool
    is_newest: bool

    @property
    def is_month_end(self) -> bool:
        """Whether its month is over: that of an unfinished month gives way to the next one."""
        return (self.as_of + timedelta(days=1)).day == 1


def condition(scope: Scope) -> tuple[str, dict[str, Any]]:
    """A where fragment over the columns region, kind and owner, and its $named parameters. Never empty."""
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    for column, kept in (("region", scope.regions), ("kind", scope.kinds), ("owner", scope.owners)):
        if not kept:
            continue
        name = f"scope_{column}"
        parameters[name] = [value for value in kept if value is not None]
        unknown = f" or {column} is null" if None in kept else ""
        parts.append(f"(list_contains(cast(${name} as text[]), {column}){unknown})")
    return " and ".join(parts) or "true", parameters


def snapshots(connection: duckdb.DuckDBPyConnection) -> list[Snapshot]:
    """Every snapshot that is ready, newest first; NoData if there is none."""
    try:
        rows = connection.execute(
            "select as_of, month, window_start, warming_up, is_newest from calendar order by as_of desc"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise NoData from error
    if not rows:
        raise NoData
    return [Snapshot(*row) for row in rows]


def values(connection: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, list[str | None]]:
    """The regions, kinds and owners that customers of this snapshot have, in order; None last."""
    found: dict[str, list[str | None]] = {}
    for column in ("region", "kind", "owner"):
        rows = connection.execute(
            f"select distinct {column} from snapshot_groups where as_of = $as_of order by {column} nulls last",
            {"as_of": as_of},
        ).fetchall()
        found[column] = [row[0] for row in rows]
    return found


def kept_and_all(connection: duckdb.DuckDBPyConnection, scope: Scope) -> tuple[int, int, float, float]:
    """Customers kept and all, window revenue of those kept and of all, at the scope's snapshot."""
    where, parameters = condition(scope)
    row = connection.execute(
        f"""
        select
            coalesce(sum(customers) filter (where {where}), 0),
            coalesce(sum(customers), 0),
            coalesce(sum(revenue) filter (where {where}), 0),
            coalesce(sum(revenue), 0)
        from snapshot_groups where as_of = $as_of
        """,
        parameters | {"as_of": scope.as_of},
    ).fetchone()
    kept, every, kept_revenue, revenue = row or (0, 0, 0, 0)
    return int(kept), int(every), float(kept_revenue), float(revenue)


def facts(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The table meta: currency, build_id, demo, data_through and what else is there."""
    return dict(connection.execute("select key, value from meta").fetchall())
