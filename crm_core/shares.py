"""Share links: a part of the dashboard for people without an account, for a time, by a token that is kept nowhere."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import duckdb

from crm_core import passwords, tokens
from crm_core.errors import UserError
from crm_core.locale import _

DAYS_USUALLY = 30
DAYS_AT_MOST = 366
NOTE_AT_MOST = 200

COLUMNS = (
    "share_id, note, page, segment_id, pinned_to, is_masked, password_hash, created_at, created_by, expires_at, "
    "revoked_at, last_opened_at, times_opened"
)
ALL_COLUMNS = f"token_hash, {COLUMNS}"
LIST = f"select {COLUMNS} from shares order by created_at desc, share_id"
FIND = f"select {COLUMNS} from shares where token_hash = $token_hash"
# Two databases that know the same link agree that it is closed as soon as one of them says so.
WITHDRAWN_THERE = """
update shares set revoked_at = t.revoked_at
from {table} as t
where shares.share_id = t.share_id and t.revoked_at < coalesce(shares.revoked_at, timestamp 'infinity')
"""
UNKNOWN_HERE = (
    "insert into shares by name select t.* from {table} as t anti join shares as s on t.share_id = s.share_id"
)
WITHDRAWN_IN_TRAIL = """
update shares set revoked_at = t.revoked_at
from (
    select subject, min(happened_at) as revoked_at from audit_trail where kind = 'share_withdrawn' group by subject
) as t
where shares.share_id = t.subject and shares.revoked_at is null
"""


@dataclass(frozen=True)
class Share:
    """One link. page None: all pages; segment_id: the customers of that segment only; pinned_to None: live."""

    share_id: str
    note: str
    page: str | None
    segment_id: str | None
    pinned_to: date | None
    is_masked: bool
    password_hash: str | None
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    # A link stays the same for who looks through it, however many others open it meanwhile.
    last_opened_at: datetime | None = field(default=None, compare=False)
    times_opened: int = field(default=0, compare=False)

    @property
    def is_pinned(self) -> bool:
        """Whether it stays on one snapshot."""
        return self.pinned_to is not None

    def is_open(self, now: datetime) -> bool:
        """Whether it can be opened: neither expired nor revoked."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True)
class Wish:
    """What a new link is to show, to whom and for how long."""

    note: str = ""
    page: str | None = None
    segment_id: str | None = None
    pinned_to: date | None = None
    is_masked: bool = True
    password: str = ""
    days: int = DAYS_USUALLY


def make(connection: duckdb.DuckDBPyConnection, wish: Wish, by: str, now: datetime) -> str:
    """Keep a new link; returns its token, which nobody can read again.

    Raises UserError for a time that is not 1 to 366 days, a note that is too long, or a password that is too short.
    """
    if not 1 <= wish.days <= DAYS_AT_MOST:
        raise UserError(_("A link can hold from 1 to {most} days."), most=DAYS_AT_MOST)
    if len(wish.note) > NOTE_AT_MOST:
        raise UserError(_("This name is too long: at most {n} characters."), n=NOTE_AT_MOST)
    token = tokens.new()
    connection.execute(
        """
        insert into shares values (
            $share_id, $token_hash, $note, $page, $segment_id, $pinned_to, $is_masked, $password_hash, $created_at,
            $created_by, $expires_at, null, null, 0
        )
        """,
        {
            "share_id": secrets.token_hex(6), "token_hash": tokens.hashed(token), "note": " ".join(wish.note.split()),
            "page": wish.page, "segment_id": wish.segment_id, "pinned_to": wish.pinned_to,
            "is_masked": wish.is_masked, "password_hash": passwords.hashed(wish.password) if wish.password else None,
            "created_at": now, "created_by": by, "expires_at": now + timedelta(days=wish.days),
        },
    )  # fmt: skip
    return token


def found(connection: duckdb.DuckDBPyConnection, token: str) -> Share | None:
    """The link of this token, open or not; None if there never was one."""
    row = connection.execute(FIND, {"token_hash": tokens.hashed(token)}).fetchone()
    return Share(*row) if row else None


def all_of_them(connection: duckdb.DuckDBPyConnection) -> list[Share]:
    """Every link ever made, the newest first."""
    return [Share(*row) for row in connection.execute(LIST).fetchall()]


def opened(connection: duckdb.DuckDBPyConnection, share_id: str, now: datetime) -> None:
    """Remember that somebody has opened the link."""
    connection.execute(
        "update shares set last_opened_at = $now, times_opened = times_opened + 1 where share_id = $share_id",
        {"now": now, "share_id": share_id},
    )


def revoke(connection: duckdb.DuckDBPyConnection, share_id: str, now: datetime) -> None:
    """Close the link at once, also for who is looking."""
    connection.execute(
        "update shares set revoked_at = $now where share_id = $share_id and revoked_at is null",
        {"now": now, "share_id": share_id},
    )


def take_over(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Add the links of another database's table that are not known here, inside the caller's transaction.

    Those that are known stay as they are, but what was withdrawn there, or by the audit trail, is withdrawn here.
    """
    connection.execute(WITHDRAWN_THERE.format(table=table))
    connection.execute(UNKNOWN_HERE.format(table=table))
    connection.execute(WITHDRAWN_IN_TRAIL)
