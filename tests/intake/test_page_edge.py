"""A text that ends where the memory ends is read as a date without a look behind it, which would end the process."""

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="memory is locked in another way there")


def read(behind):
    command = [sys.executable, "-m", "tests.intake.page_edge", behind]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_blank_behind_the_text_is_enough():
    done = read(" ")
    assert (done.returncode, done.stderr) == (0, "")
    found = [line.split() for line in done.stdout.splitlines()]
    assert [order for order, _texts, _dates in found] == ["ymd", "dmy", "mdy"]
    assert all(int(texts) > int(dates) > 100 for _order, texts, dates in found)


def test_it_is_needed():
    """Once this fails, DuckDB looks behind no text any more, and `parsed` in sql/reading.sql needs no blank."""
    assert read("").returncode == -signal.SIGSEGV
