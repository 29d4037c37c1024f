"""Random keys for customers in addresses: the same in every build, told by nothing that is known of the customer."""

from hashlib import sha256

import duckdb

CHARACTERS = 16
SECRET = "link_secret"  # its name in meta
# Keyed by a secret of this database: without it nobody can tell from a number in order who comes before whom.
# Identities outlive merges: an old link still leads to whom the customer is by now.
LINKS = """
select
    left(sha256($secret || ':' || cast(identity_key as text)), $characters) as link,
    identity_key
from identities
"""
# The build keeps the links of its identities, because to make a million of them takes a second.
KEPT = """
select identity_key
from link_rows
where link = $link and $secret = (select value from meta where key = $name)
"""
HAS_KEPT = "select 1 from duckdb_tables() where table_name = 'link_rows'"
FIND = """
select identity_key from identities
where left(sha256($secret || ':' || cast(identity_key as text)), $characters) = $link
limit 1
"""


def prepare(connection: duckdb.DuckDBPyConnection, fresh: str) -> None:
    """Give a database that has no secret yet this one."""
    connection.execute("insert or ignore into meta values ($name, $fresh)", {"name": SECRET, "fresh": fresh})


def secret(connection: duckdb.DuckDBPyConnection) -> str:
    """The secret of this database; "" before it has one."""
    row = connection.execute("select value from meta where key = $name", {"name": SECRET}).fetchone()
    return str(row[0]) if row else ""


def link_of(key: int, secret: str) -> str:
    """How an address names the customer with this key."""
    return sha256(f"{secret}:{key}".encode()).hexdigest()[:CHARACTERS]


def key_of(connection: duckdb.DuckDBPyConnection, link: str, secret: str) -> int | None:
    """The key that an address names, of a customer or of one merged into another since; None if there is none."""
    row = None
    if connection.execute(HAS_KEPT).fetchone():
        row = connection.execute(KEPT, {"secret": secret, "link": link, "name": SECRET}).fetchone()
    if row is None:  # somebody new since the build, or a reader, who finds none kept
        parameters = {"secret": secret, "characters": CHARACTERS, "link": link}
        row = connection.execute(FIND, parameters).fetchone()
    return int(row[0]) if row else None
