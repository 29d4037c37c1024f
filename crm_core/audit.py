"""The audit trail: who did what when, written in the transaction that does it, and deleted by nothing.

It names no customer and quotes no file: a thing is named by its id, what is told of it are numbers and codes.
"""

import json
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import duckdb

from crm_core import shares
from crm_core.database import together
from crm_core.setting_history import BY_COMMAND

Kind = Literal[
    "import_loaded", "import_undone", "settings_saved", "settings_put_back", "share_made", "share_opened",
    "share_withdrawn", "share_refused", "signed_in", "signed_out", "wrong_password", "password_throttled", "exported",
    "customer_forgotten", "customers_merged", "customers_told_apart", "merge_taken_back", "backup_made", "restored",
    "rescued", "refused",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
# What somebody, a stranger too, can do again and again is one row a day, counted: the trail is kept for good, so it
# must not grow by clicks.
COUNTED: tuple[Kind, ...] = (
    "share_opened", "share_refused", "signed_in", "wrong_password", "password_throttled", "exported", "refused",
)  # fmt: skip
Fact = int | str | tuple[str, ...]
CODE = re.compile(r"[A-Za-z0-9_.:-]{0,60}")

AGAIN = """
update audit_trail
set last_at = $at, times = times + 1
where
    kind = $kind and role = $role and who = $who and subject = $subject and facts = $facts
    and happened_at >= date_trunc('day', cast($at as timestamp))
    and happened_at < date_trunc('day', cast($at as timestamp)) + interval 1 day
returning 1
"""
FIRST = "insert into audit_trail values ($at, $at, 1, $kind, $role, $who, $subject, $facts)"
# A backup knows less than the shop it is put back into: what has happened since stays, and so does what happened twice.
TAKE_OVER = """
insert into audit_trail by name
select b.*
from {backup}.main.audit_trail as b
anti join audit_trail as a
    on b.happened_at = a.happened_at and b.kind = a.kind and b.role = a.role and b.who = a.who
    and b.subject = a.subject and b.facts = a.facts
"""
LOADED = "select table_name, rows_in_file, rejected from imports where import_id = $import_id"
CHANGED = "select name from setting_changes where build_id = $build_id order by name"
LIKE_BEFORE = """
select max(b.build_id)
from builds as b
inner join builds as n on b.settings = n.settings and b.build_id < n.build_id
where n.build_id = $build_id
"""
_noting = threading.Lock()


@dataclass(frozen=True)
class Actor:
    """Who acts. role: of crm_core.access, or "command"; name: as in the other kept tables; a reader: the link."""

    role: str
    name: str = ""


COMMAND = Actor("command", BY_COMMAND)


def note(
    connection: duckdb.DuckDBPyConnection, kind: Kind, by: Actor, at: datetime, subject: str = "", **facts: Fact
) -> None:
    """Write into the trail, inside the caller's transaction. subject: the id of what it was done to.

    ValueError for a subject or a fact that is neither number nor code: texts of people and files do not belong here.
    """
    for text in (subject, *(one for fact in facts.values() for one in _texts(fact))):
        if not CODE.fullmatch(text):
            raise ValueError(f"the audit trail takes codes, not {text!r}")
    values = {
        "at": at, "kind": kind, "role": by.role, "who": by.name, "subject": subject,
        "facts": json.dumps(facts, sort_keys=True),
    }  # fmt: skip
    if kind not in COUNTED or connection.execute(AGAIN, values).fetchone() is None:
        connection.execute(FIRST, values)


def note_alone(
    connection: duckdb.DuckDBPyConnection, kind: Kind, by: Actor, at: datetime, subject: str = "", **facts: Fact
) -> None:
    """The same, in a transaction of its own. It does not wait for an import under way: the two touch no common row."""
    with _noting, together(connection):
        note(connection, kind, by, at, subject, **facts)


def note_imports(
    connection: duckdb.DuckDBPyConnection, by: Actor, at: datetime, import_ids: Iterable[int]
) -> None:  # fmt: skip
    """Write down the files just loaded, inside the caller's transaction."""
    for import_id in import_ids:
        row = connection.execute(LOADED, {"import_id": import_id}).fetchone()
        table, rows, rejected = row or ("", 0, 0)
        note(connection, "import_loaded", by, at, str(import_id), table=table, rows=rows, rejected=rejected)


def note_share(connection: duckdb.DuckDBPyConnection, by: Actor, at: datetime, token: str) -> None:
    """Write down a link just made, inside the caller's transaction: how much it shows, not whom it is for."""
    share = shares.found(connection, token)
    assert share is not None
    facts: dict[str, Fact] = {"days": (share.expires_at - share.created_at).days, "masked": share.is_masked}
    facts |= {"page": share.page} if share.page is not None else {}
    told = {
        "segment": share.segment_id is not None, "pinned": share.is_pinned, "password": share.password_hash is not None,
    }  # fmt: skip
    note(connection, "share_made", by, at, share.share_id, **facts, **{name: True for name in told if told[name]})


def note_settings(connection: duckdb.DuckDBPyConnection, by: Actor, at: datetime, build_id: int) -> None:
    """Write down which settings this build changed, or that they are again those of an earlier build."""
    changed = connection.execute(CHANGED, {"build_id": build_id}).fetchall()
    if not changed:
        return
    row = connection.execute(LIKE_BEFORE, {"build_id": build_id}).fetchone()
    names = tuple(str(name) for (name,) in changed)
    if row is None or row[0] is None:
        note(connection, "settings_saved", by, at, str(build_id), settings=names)
    else:
        note(connection, "settings_put_back", by, at, str(build_id), settings=names, like_build=int(row[0]))


def take_over(connection: duckdb.DuckDBPyConnection, backup: str) -> None:
    """Add what the trail of an attached backup has and ours has not, inside the caller's transaction."""
    connection.execute(TAKE_OVER.format(backup=backup))


def _texts(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, tuple):
        return fact
    return (fact,) if isinstance(fact, str) else ()
