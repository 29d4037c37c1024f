"""Work that goes on when the visitor clicks elsewhere or leaves: a thread of its own, its progress, its outcome."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core.errors import UserError
from pages.parts.guard import guard
from pages.parts.words import t

LOG = logging.getLogger("crm")
SECONDS_BETWEEN_LOOKS = 0.5
Report = Callable[[float, str], None]  # how much is done (0-1), and what is being done (an English msgid)
Work = Callable[[Report], Any]


@dataclass
class Job:
    """One piece of work. error: what the user can mend; failed: anything else, which is in the log."""

    step: str
    share: float = 0.0
    outcome: Any = None
    error: UserError | None = None
    failed: bool = False
    done: bool = False


def start(slot: str, step: str, work: Work) -> None:
    """Begin `work(report)` for this visitor, unless the slot is taken: a second click does nothing.

    The work runs without Streamlit: what it needs of it (connections, words) must be taken before.
    """
    if is_taken(slot):
        return
    job = Job(step)
    st.session_state[_key(slot)] = job
    threading.Thread(target=_run, args=(job, work), daemon=True, name=f"crm {slot}").start()


def _run(job: Job, work: Work) -> None:
    def report(share: float, step: str) -> None:
        job.share, job.step = min(max(share, 0.0), 1.0), step

    try:
        job.outcome = work(report)
    except UserError as error:
        job.error = error
    except Exception:
        LOG.exception("a job failed")
        job.failed = True
    finally:
        job.done = True


def is_taken(slot: str) -> bool:
    """Whether work of this visitor is under way in this slot, or has ended and its outcome is still to be taken up.

    Work can end at any moment of a page's run: a page that asks this once after `take` never misses the end.
    """
    return _key(slot) in st.session_state


def take(slot: str) -> Job | None:
    """The work that has ended in this slot, once; then the slot is free."""
    job: Job | None = st.session_state.get(_key(slot))
    if job is None or not job.done:
        return None
    del st.session_state[_key(slot)]
    return job


def show_progress(slot: str) -> None:
    """A bar that moves by itself, and runs the page again when the work has ended."""
    st.fragment(_bar, run_every=SECONDS_BETWEEN_LOOKS)(slot)


def _bar(slot: str) -> None:
    with guard():
        job: Job | None = st.session_state.get(_key(slot))
        if job is None or job.done:
            st.rerun()
        st.progress(job.share, text=f"{t(job.step)} …")


def _key(slot: str) -> str:
    return f"job_{slot}"
