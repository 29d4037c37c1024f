"""Segments: any combination of labels, facts and parts of the shop, saved under a name."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

import duckdb

from crm_core import labels
from crm_core.errors import UserError
from crm_core.locale import _
from crm_core.queries import fact_ranges
from crm_core.queries.customer_filters import Filters
from crm_core.queries.fact_ranges import Range

NAME_AT_MOST = 100
PARTS = ("regions", "kinds", "owners")
# What the values of a field can be; any text where nothing is said.
CODES: dict[str, tuple[str | None, ...]] = {
    "tiers": tuple(labels.TIERS),
    "quadrants": tuple(labels.QUADRANTS),
    "stages": tuple(labels.STAGES),
    "attitudes": tuple(labels.ATTITUDES),
    "diamonds": tuple(labels.DIAMOND),
    "loyalty_types": tuple(labels.LOYALTY_TYPES),
    "known_by": ("customer_id", "email", "phone", "account"),
    "paces": ("rising", "falling", "neither"),
}
LISTS = (*(f.name for f in fields(Filters) if f.name not in ("words", "ranges")), *PARTS)

LIST = "select segment_id, name, filters, created_at, created_by from segments order by lower(name), segment_id"


@dataclass(frozen=True)
class Conditions:
    """Who belongs to a segment: the filters of the list of customers, and parts of the shop; empty tuples keep all."""

    filters: Filters = field(default_factory=Filters)
    regions: tuple[str | None, ...] = ()
    kinds: tuple[str | None, ...] = ()
    owners: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A saved segment. passed_over: conditions that this version does not know, so it keeps more than was meant."""

    segment_id: str
    name: str
    conditions: Conditions
    created_at: datetime
    created_by: str
    passed_over: tuple[str, ...] = field(default=())


def save(
    connection: duckdb.DuckDBPyConnection,
    segment_id: str,
    name: str,
    conditions: Conditions,
    created_at: datetime,
    created_by: str,
) -> None:
    """Keep a segment under a name. UserError if the name is empty, too long or taken."""
    connection.execute(
        "insert into segments values ($segment_id, $name, $filters, $created_at, $created_by)",
        {
            "segment_id": segment_id, "name": _free(connection, name, segment_id), "filters": written(conditions),
            "created_at": created_at, "created_by": created_by,
        },
    )  # fmt: skip


def rename(connection: duckdb.DuckDBPyConnection, segment_id: str, name: str) -> None:
    """Give a segment another name. UserError if it is empty, too long or another segment's."""
    connection.execute(
        "update segments set name = $name where segment_id = $segment_id",
        {"name": _free(connection, name, segment_id), "segment_id": segment_id},
    )


def delete(connection: duckdb.DuckDBPyConnection, segment_id: str) -> None:
    """Forget a segment; its customers stay."""
    connection.execute("delete from segments where segment_id = $segment_id", {"segment_id": segment_id})


def saved(connection: duckdb.DuckDBPyConnection) -> list[Segment]:
    """All segments, by name."""
    found = []
    for segment_id, name, text, created_at, created_by in connection.execute(LIST).fetchall():
        conditions, passed_over = read(text)
        found.append(Segment(segment_id, name, conditions, created_at, created_by, passed_over))
    return found


def of_id(connection: duckdb.DuckDBPyConnection, segment_id: str) -> Segment:
    """One segment. UserError if it has been deleted: what was shown of it must not become everything."""
    for segment in saved(connection):
        if segment.segment_id == segment_id:
            return segment
    raise UserError(_("This segment is not there any more."))


def written(conditions: Conditions) -> str:
    """The conditions as json: what keeps all is left out, and the same conditions are always the same text."""
    kept = asdict(conditions.filters) | {part: getattr(conditions, part) for part in PARTS}
    kept |= {name: sorted(kept[name], key=lambda value: (value is None, value or "")) for name in LISTS}
    kept["ranges"] = {wanted.fact: wanted.text for wanted in sorted(conditions.filters.ranges, key=_place)}
    return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)


def read(text: str) -> tuple[Conditions, tuple[str, ...]]:
    """The conditions of a json, and the names of those passed over because this version does not know them."""
    kept: dict[str, Any] = {}
    passed_over: list[str] = []
    for name, value in json.loads(text).items():
        if name == "words" and isinstance(value, str):
            kept[name] = value
        elif name == "ranges" and isinstance(value, dict):
            kept[name] = _ranges(value, passed_over)
        elif name in LISTS and isinstance(value, list):
            kept[name] = _known(name, value, passed_over)
        else:
            passed_over.append(name)
    parts = {part: kept.pop(part, ()) for part in PARTS}
    return Conditions(Filters(**kept), **parts), tuple(passed_over)


def _known(name: str, values: list[Any], passed_over: list[str]) -> tuple[str | None, ...]:
    known = [v for v in values if (v is None or isinstance(v, str)) and (name not in CODES or v in CODES[name])]
    passed_over += [f"{name}: {value}" for value in values if value not in known]
    return tuple(known)


def _ranges(values: dict[str, Any], passed_over: list[str]) -> tuple[Range, ...]:
    found = {fact: fact_ranges.read(fact, str(text)) for fact, text in values.items()}
    passed_over += [fact for fact, wanted in found.items() if wanted is None]
    return tuple(sorted((wanted for wanted in found.values() if wanted), key=_place))


def _place(wanted: Range) -> int:
    return list(fact_ranges.FACTS).index(wanted.fact)


def _free(connection: duckdb.DuckDBPyConnection, name: str, segment_id: str) -> str:
    """The name without spaces around it, if no other segment has it."""
    name = " ".join(name.split())
    if not name:
        raise UserError(_("A segment needs a name."))
    if len(name) > NAME_AT_MOST:
        raise UserError(_("This name is too long: at most {n} characters."), n=NAME_AT_MOST)
    taken = connection.execute(
        "select count(*) from segments where lower(name) = lower($name) and segment_id <> $segment_id",
        {"name": name, "segment_id": segment_id},
    ).fetchone()
    if taken and taken[0]:
        raise UserError(_("There is already a segment called {segment}. Choose another name."), segment=name)
    return name
