"""Who is who: two identities are the same customer because somebody said so, or are not; it can be taken back.

Decisions name identities by kind and value, not by number: they hold again when an import is undone and loaded anew.
The caller holds the transaction and builds afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb

from crm_core.errors import UserError
from crm_core.locale import _

Identity = tuple[str, str]  # kind, value


@dataclass(frozen=True)
class Pair:
    """Two identities, whichever comes first. evidence: what spoke for it (email, phone, name_and_postcode), joined."""

    kind_a: str
    value_a: str
    kind_b: str
    value_b: str
    evidence: str = ""

    @property
    def both(self) -> tuple[Identity, Identity]:
        """The two, always in the same order."""
        one, other = sorted(((self.kind_a, self.value_a), (self.kind_b, self.value_b)))
        return one, other


def decide(connection: duckdb.DuckDBPyConnection, pairs: Iterable[Pair], is_same: bool, decided_at: datetime) -> None:
    """Say of each pair that it is the same customer, or that it is two. UserError if that contradicts what was said."""
    for pair in pairs:
        take_back(connection, [pair])
        (kind_a, value_a), (kind_b, value_b) = pair.both
        connection.execute(
            "insert into merge_decisions values ($kind_a, $value_a, $kind_b, $value_b, $is_same, $evidence, $at)",
            {"kind_a": kind_a, "value_a": value_a, "kind_b": kind_b, "value_b": value_b, "is_same": is_same,
             "evidence": pair.evidence, "at": decided_at},
        )  # fmt: skip
    _must_agree(connection)


def take_back(connection: duckdb.DuckDBPyConnection, pairs: Iterable[Pair]) -> None:
    """Forget what was said of these pairs; they may be proposed again."""
    for pair in pairs:
        (kind_a, value_a), (kind_b, value_b) = pair.both
        connection.execute(
            "delete from merge_decisions where kind_a = $kind_a and value_a = $value_a "
            "and kind_b = $kind_b and value_b = $value_b",
            {"kind_a": kind_a, "value_a": value_a, "kind_b": kind_b, "value_b": value_b},
        )


def _must_agree(connection: duckdb.DuckDBPyConnection) -> None:
    """Whom a chain of decisions makes one customer nobody may have called two."""
    leaders: dict[Identity, Identity] = {}

    def leader(identity: Identity) -> Identity:
        while identity in leaders:
            identity = leaders[identity]
        return identity

    rows = connection.execute("select kind_a, value_a, kind_b, value_b, is_same from merge_decisions").fetchall()
    for kind_a, value_a, kind_b, value_b, is_same in rows:
        one, other = leader((kind_a, value_a)), leader((kind_b, value_b))
        if is_same and one != other:
            leaders[other] = one
    for kind_a, value_a, kind_b, value_b, is_same in rows:
        if not is_same and leader((kind_a, value_a)) == leader((kind_b, value_b)):
            raise UserError(
                _("{one} and {other} were called two customers, and would now become one. Take that back first."),
                one=value_a, other=value_b,
            )  # fmt: skip
