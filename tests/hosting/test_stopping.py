"""The end: work is waited for, but not for ever; then the databases are closed."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hosting import stopping

ROOT = Path(__file__).parents[2]


@pytest.fixture
def work():
    """A thread that works until it is told to end."""
    held = threading.Event()
    thread = threading.Thread(target=held.wait, name="crm import", daemon=True)
    thread.start()
    yield held
    held.set()
    thread.join()


def test_without_work_the_databases_are_closed_at_once():
    done = []
    stopping.finish(lambda: done.append("closed"), end=done.append)
    assert done == ["closed"]


def test_work_that_ends_in_time_is_waited_for(work):
    done = []
    threading.Timer(0.05, work.set).start()
    stopping.finish(lambda: done.append("closed"), seconds=30, end=done.append)
    assert done == ["closed"]


def test_work_that_does_not_end_goes_with_the_process(work, caplog):
    done = []
    stopping.finish(lambda: done.append("closed"), seconds=0.05, end=done.append)
    assert done == [0]  # an exit code, and nothing was closed under the work
    assert [(record.message, record.fields) for record in caplog.records] == [("cut_off", {"slot": "crm import"})]


def test_other_threads_are_nobodys_work():
    held = threading.Event()
    thread = threading.Thread(target=held.wait, name="ScriptRunner.scriptThread", daemon=True)
    thread.start()
    assert stopping.at_work() == []
    held.set()
    thread.join()


SCRIPT = """
import signal, time
from hosting import stopping
signal.signal(signal.SIGTERM, lambda number, frame: print("asked to stop", flush=True))
stopping.watch(seconds=0.2)
print("ready", flush=True)
time.sleep({seconds})
print("ended by itself", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGTERM")
def test_a_process_that_does_not_end_is_ended():
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(seconds=60)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    assert (process.communicate(timeout=30)[0], process.returncode) == ("asked to stop\n", 0)


def test_outside_of_the_main_thread_signals_are_left_alone():
    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=stopping.watch)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGTERM) is before
