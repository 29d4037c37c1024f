"""What the audit trail tells: its entries, the newest first."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

ENTRIES = """
select
    happened_at,
    last_at,
    times,
    kind,
    role,
    who,
    subject,
    facts
from audit_trail
where coalesce(kind = $kind, true)
order by last_at desc, happened_at desc, kind, subject
limit $at_most
"""
KINDS = """
select
    kind,
    cast(sum(times) as bigint) as times
from audit_trail
group by kind
order by kind
"""


@dataclass(frozen=True)
class Entry:
    """What somebody did, first and last that day, and how often. facts: numbers, codes, lists of codes."""

    happened_at: datetime
    last_at: datetime
    times: int
    kind: str
    role: str
    who: str
    subject: str
    facts: dict[str, Any]


def entries(connection: duckdb.DuckDBPyConnection, kind: str | None = None, at_most: int | None = None) -> list[Entry]:
    """The entries, the last to happen first. kind: only those."""
    most = 2**60 if at_most is None else at_most
    rows = connection.execute(ENTRIES, {"kind": kind, "at_most": most}).fetchall()
    return [Entry(*(*row[:-1], json.loads(row[-1]))) for row in rows]


def kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The kinds of entries there are, and how often each has happened."""
    return {str(kind): int(times) for kind, times in connection.execute(KINDS).fetchall()}


def written(facts: dict[str, Any]) -> str:
    """Facts on one line, name=value; lists with commas, yes and no for truth."""
    return " ".join(f"{name}={_value(fact)}" for name, fact in facts.items())


def _value(fact: Any) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return ",".join(map(str, fact)) if isinstance(fact, list) else str(fact)
