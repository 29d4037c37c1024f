"""Passwords: kept as argon2 hashes only, and guessed slowly."""

import threading
from datetime import datetime, timedelta

import argon2

from crm_core.errors import UserError
from crm_core.locale import _

CHARACTERS_AT_LEAST = 8
CHARACTERS_AT_MOST = 200  # a longer one would only keep the processor busy
_HASHER = argon2.PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash of a new password. UserError if it is too short or too long."""
    if not CHARACTERS_AT_LEAST <= len(password) <= CHARACTERS_AT_MOST:
        raise UserError(
            _("A password needs from {least} to {most} characters."),
            least=CHARACTERS_AT_LEAST, most=CHARACTERS_AT_MOST,
        )  # fmt: skip
    return _HASHER.hash(password)


def matches(password: str, password_hash: str) -> bool:
    """Whether it is the password of this hash; also False for a hash that is none."""
    try:
        return len(password) <= CHARACTERS_AT_MOST and _HASHER.verify(password_hash, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


class Throttle:
    """Lets a key fail so many times in so long a time, then makes it wait. Kept in memory, for one process."""

    def __init__(self, failures: int, within: timedelta) -> None:
        self._failures, self._within = failures, within
        self._seen: dict[str, list[datetime]] = {}
        self._lock = threading.Lock()

    def wait(self, key: str, now: datetime) -> timedelta | None:
        """How long the key must wait for its next try; None if it may try now."""
        with self._lock:
            seen = self._lately(key, now)
            return seen[0] + self._within - now if len(seen) >= self._failures else None

    def failed(self, key: str, now: datetime) -> None:
        """Count a failure."""
        with self._lock:
            self._seen[key] = [*self._lately(key, now), now]

    def succeeded(self, key: str) -> None:
        """Forget the failures of a key."""
        with self._lock:
            self._seen.pop(key, None)

    def _lately(self, key: str, now: datetime) -> list[datetime]:
        for other in [other for other, times in self._seen.items() if times[-1] <= now - self._within]:
            del self._seen[other]
        return [time for time in self._seen.get(key, []) if time > now - self._within]
