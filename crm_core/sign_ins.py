"""Browsers that stay signed in with the owner's password, until it changes or a month is over."""

from datetime import datetime, timedelta
from functools import cache

import duckdb

from crm_core import passwords, tokens

STAYS = timedelta(days=30)


@cache
def as_hash(written: str) -> str:
    """The argon2 hash of the password in the secrets file, which may hold the hash itself."""
    return written if written.startswith("$argon2") else passwords.hashed(written)


def remember(connection: duckdb.DuckDBPyConnection, token: str, password: str, now: datetime) -> None:
    """Let the browser that holds this token be the owner; those whose time is over are forgotten."""
    connection.execute("delete from sign_ins where expires_at <= $now", {"now": now})
    connection.execute(
        "insert into sign_ins values ($token_hash, $mark, $expires_at)",
        {"token_hash": tokens.hashed(token), "mark": tokens.hashed(f"{token}:{password}"), "expires_at": now + STAYS},
    )


def holds(connection: duckdb.DuckDBPyConnection, token: str, password: str, now: datetime) -> bool:
    """Whether the token is still good under the password in force."""
    return (
        connection.execute(
            """
            select 1 from sign_ins
            where token_hash = $token_hash and password_mark = $mark and expires_at > $now
            """,
            {"token_hash": tokens.hashed(token), "mark": tokens.hashed(f"{token}:{password}"), "now": now},
        ).fetchone()
        is not None
    )


def forget(connection: duckdb.DuckDBPyConnection, token: str) -> None:
    """Sign the browser out."""
    connection.execute("delete from sign_ins where token_hash = $token_hash", {"token_hash": tokens.hashed(token)})
