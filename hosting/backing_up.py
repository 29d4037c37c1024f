"""Backups by schedule: looked at beside the visitors, from the start of the server to its end."""

import threading
from collections.abc import Callable
from datetime import datetime

from crm_core import logs

SECONDS_TO_THE_FIRST_LOOK = 60.0
SECONDS_BETWEEN_LOOKS = 600.0


def keep_looking(
    make_if_due: Callable[[datetime], object], ended: threading.Event, first: float = SECONDS_TO_THE_FIRST_LOOK,
    between: float = SECONDS_BETWEEN_LOOKS,
) -> threading.Thread:  # fmt: skip
    """Call make_if_due(now) every so often, until `ended`. Nothing that happens in it ends the looking."""

    def look() -> None:
        wait = first
        while not ended.wait(wait):
            wait = between
            _look(make_if_due)

    thread = threading.Thread(target=look, daemon=True, name="backups")
    thread.start()
    return thread


def _look(make_if_due: Callable[[datetime], object]) -> None:
    try:
        make_if_due(datetime.now())
    except Exception as error:
        logs.failed("backup_failed", error)
