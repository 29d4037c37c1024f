"""Work that goes on when the visitor clicks elsewhere or leaves: a thread of its own, its progress, its outcome."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core import logs
from crm_core.database_faults import told
from crm_core.errors import UserError
from pages.parts.guard import guard
from pages.parts.words import t

SECONDS_BETWEEN_LOOKS = 0.5
Report = Callable[[float, str], None]  # how much is done (0-1), and what is being done (an English msgid)
Work = Callable[[Report], Any]


@dataclass
class Job:
    """One piece of work. error: what the user can mend; failed: anything else, which is in the log by its reference."""

    step: str
    share: float = 0.0
    outcome: Any = None
    error: UserError | None = None
    failed: bool = False
    reference: str = ""
    done: bool = False


def start(slot: str, step: str, work: Work) -> None:
    """Begin `work(report)` for this visitor, unless the slot is taken: a second click does nothing.

    The work runs without Streamlit: what it needs of it (connections, words) must be taken before.
    """
    if is_taken(slot):
        return
    job = Job(step)
    st.session_state[_key(slot)] = job
    threading.Thread(target=_run, args=(job, slot, work), daemon=True, name=f"crm {slot}").start()


def _run(job: Job, slot: str, work: Work) -> None:
    began, outcome = time.monotonic(), "done"

    def report(share: float, step: str) -> None:
        job.share, job.step = min(max(share, 0.0), 1.0), step

    try:
        job.outcome = work(report)
    except UserError as error:
        job.error, outcome = error, "refused"
    except Exception as error:
        job.error = told(error)
        job.reference = logs.failed("work_failed", error, slot=slot)
        job.failed, outcome = job.error is None, "failed"
    finally:
        logs.say("work", slot=slot, status=outcome, seconds=round(time.monotonic() - began, 3))
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
