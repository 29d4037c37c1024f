"""A graceful end: work under way gets a few seconds, then the process ends in any case.

What is cut off leaves nothing behind: the database takes an import whole or not at all.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from crm_core import logs

SECONDS_FOR_WORK = 4.0
SECONDS_AT_MOST = 8.0
WORK = "crm "  # the names of threads that do work for a visitor or for the shop begin so
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def at_work() -> list[threading.Thread]:
    """The threads that are doing such work."""
    return [thread for thread in threading.enumerate() if thread.name.startswith(WORK)]


def wait_for_work(seconds: float = SECONDS_FOR_WORK) -> bool:
    """Give work under way its time; returns whether all of it has ended."""
    until = time.monotonic() + seconds
    for thread in at_work():
        thread.join(max(0.0, until - time.monotonic()))
    return not at_work()


def watch(seconds: float = SECONDS_AT_MOST, end: Callable[[int], object] = os._exit) -> None:
    """From the first signal to stop on, the process has so many seconds; a visitor who loads a file cannot hold it.

    Only in the main thread, where signals arrive; elsewhere (in tests) this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in SIGNALS:
        signal.signal(number, _handler(signal.getsignal(number), seconds, end))


def _handler(before: object, seconds: float, end: Callable[[int], object]) -> Callable[[int, FrameType | None], None]:
    """What was to be done at the signal, and a clock that runs beside it."""

    def stop(number: int, frame: FrameType | None) -> None:
        clock = threading.Timer(seconds, _give_up, [end])
        clock.daemon = True
        clock.start()
        if callable(before):
            before(number, frame)

    return stop


def _give_up(end: Callable[[int], object]) -> None:
    logs.say("stopped_at_once", logging.WARNING)
    end(0)


def finish(
    close: Callable[[], object], seconds: float = SECONDS_FOR_WORK, end: Callable[[int], object] = os._exit
) -> None:
    """Wait for work under way, then close the databases. Work that goes on is cut off with the process."""
    if not wait_for_work(seconds):
        for thread in at_work():
            logs.say("cut_off", logging.WARNING, slot=thread.name)
        end(0)
        return
    close()
