"""Tickets for downloads: an address that works once, for ten minutes, kept in the memory of this process."""

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

Make = Callable[[], Iterator[bytes]]

PATH = "/download/"
TICKET_BYTES = 24
GOOD_FOR = timedelta(minutes=10)
# A browser asks again by itself when the first answer breaks off.
AGAIN_WITHIN = timedelta(minutes=1)
TIMES_AT_MOST = 2
TICKETS_AT_MOST = 2_000


@dataclass
class Download:
    """What a ticket stands for: make() begins a new file, piece by piece."""

    make: Make
    file_name: str
    mime: str
    issued: datetime
    first_used: datetime | None = None
    times_used: int = 0

    def is_good(self, now: datetime) -> bool:
        """Whether the ticket may be used at this moment."""
        if now >= self.issued + GOOD_FOR:
            return False
        if self.first_used is None:
            return True
        return self.times_used < TIMES_AT_MOST and now < self.first_used + AGAIN_WITHIN


class Tickets:
    """A store of tickets that any thread may use; the oldest go when there are too many."""

    def __init__(self, at_most: int = TICKETS_AT_MOST) -> None:
        self._at_most = at_most
        self._kept: dict[str, Download] = {}  # the oldest first
        self._lock = threading.Lock()

    def issue(self, make: Make, file_name: str, mime: str, now: datetime) -> str:
        """Keep what makes a file; returns the path of its address."""
        ticket = secrets.token_urlsafe(TICKET_BYTES)
        with self._lock:
            self._drop_dead(now)
            while len(self._kept) >= self._at_most:
                del self._kept[next(iter(self._kept))]
            self._kept[ticket] = Download(make, file_name, mime, now)
        return PATH + ticket

    def take(self, ticket: str, now: datetime) -> Download | None:
        """Use a ticket; None if there is none or it is used up."""
        with self._lock:
            found = self._kept.get(ticket)
            if found is None or not found.is_good(now):
                self._kept.pop(ticket, None)
                return None
            found.first_used = found.first_used or now
            found.times_used += 1
            return found

    def _drop_dead(self, now: datetime) -> None:
        for ticket in [ticket for ticket, kept in self._kept.items() if now >= kept.issued + GOOD_FOR]:
            del self._kept[ticket]


_tickets = Tickets()
_served = threading.Event()


def issue(make: Make, file_name: str, mime: str, now: datetime) -> str:
    """Keep what makes a file in this process's store; returns the path of its address."""
    return _tickets.issue(make, file_name, mime, now)


def take(ticket: str, now: datetime) -> Download | None:
    """Use a ticket of this process's store; None if there is none or it is used up."""
    return _tickets.take(ticket, now)


def serve(served: bool = True) -> None:
    """Say whether this process has the route that takes tickets."""
    (_served.set if served else _served.clear)()


def is_served() -> bool:
    """Whether the address of a ticket leads anywhere: with asgi.py it does, with app.py alone it does not."""
    return _served.is_set()
