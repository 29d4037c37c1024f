"""What the pages write into the audit trail, in the name of who looks."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Protocol

import duckdb
import pandas as pd

from crm_core import audit, logs, shares
from crm_core.access import Visitor
from crm_core.audit import CODE, Actor, Fact, Kind
from crm_core.shares import Share
from pages.parts import shops
from pages.parts.shops import Which


class Noter(Protocol):
    """Writes one entry, in a transaction of its own, and tells the log."""

    def __call__(self, kind: Kind, subject: str = "", **facts: Fact) -> None: ...


def by(who: Visitor) -> Actor:
    """The visitor as the trail names it: an account by its address, a reader by the link."""
    is_reader = who.role == "reader" and who.share is not None
    return Actor(who.role, who.share.share_id if is_reader and who.share is not None else who.who)


def noter(which: Which, who: Visitor) -> Noter:
    """A function that writes for this visitor; it works outside of a page's run too."""
    root, actor = shops.root(which), by(who)

    def note(kind: Kind, subject: str = "", **facts: Fact) -> None:
        with root.cursor() as own:
            audit.note_alone(own, kind, actor, datetime.now(), subject, **facts)
        logs.say(kind, role=actor.role, subject=subject)

    return note


def share_opened(which: Which, share: Share, now: datetime, **facts: Fact) -> None:
    """Count a reader's visit, without the lock of who writes: nobody waits for a file that is being loaded."""
    with shops.cursor(which) as own, suppress(duckdb.TransactionException):  # somebody opened it at the same moment
        shares.opened(own, share.share_id, now)
    noter(which, Visitor("reader", share=share))("share_opened", share.share_id, **facts)


def counted(
    frames: Callable[[], Iterable[pd.DataFrame]], note: Noter, name: str, **facts: Fact
) -> Callable[[], Iterator[pd.DataFrame]]:
    """The same frames; once they are read, or the reading has broken off, the trail says how many rows went along.

    name: of the list, a code. ValueError for any other text.
    """
    if not CODE.fullmatch(name):
        raise ValueError(f"the audit trail takes codes, not {name!r}")

    def read() -> Iterator[pd.DataFrame]:
        rows = 0
        try:
            for frame in frames():
                rows += len(frame)
                yield frame
        finally:
            note("exported", name, rows=rows, **facts)

    return read
