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
    """Lets a key try so many times in so long a time, then makes it wait. Kept in memory, for one process."""

    def __init__(self, tries: int, within: timedelta) -> None:
        self._tries, self._within = tries, within
        self._seen: dict[str, list[datetime]] = {}
        self._lock = threading.Lock()

    def wait(self, key: str, now: datetime) -> timedelta | None:
        """Count a try, or return how long the key must wait for its next one: many at once do not all pass."""
        with self._lock:
            seen = self._lately(key, now)
            if len(seen) >= self._tries:
                return seen[0] + self._within - now
            self._seen[key] = [*seen, now]
            return None

    def succeeded(self, key: str) -> None:
        """Forget the tries of a key."""
        with self._lock:
            self._seen.pop(key, None)

    def take_back(self, key: str, tried: datetime) -> None:
        """Forget the try of this moment: it was a good one, and says nothing of the others."""
        with self._lock:
            if tried in self._seen.get(key, []):
                self._seen[key].remove(tried)

    def _lately(self, key: str, now: datetime) -> list[datetime]:
        for other in [other for other, times in self._seen.items() if not times or times[-1] <= now - self._within]:
            del self._seen[other]
        # What lies ahead was counted before the clock was put back; nobody should have to wait for that hour again.
        return [time for time in self._seen.get(key, []) if now - self._within < time <= now]
