"""What all tests share: DuckDB on one core, because the tests themselves run beside each other; the command line.

Their files have small blocks: a shop of ten rows then is a file of two megabytes instead of eight.
"""

import gc

import pytest

import tests.built as built  # first: it looks at the code that is about to be imported
from crm_core import database
from crm_core.__main__ import main

database.CONFIG |= {"threads": 1, "default_block_size": "16384"}


def pytest_configure(config):
    """Copies of builds stay in pytest's cache, unless there is none."""
    if hasattr(config, "cache"):
        built.keep_on(config.cache.mkdir("built"))


def pytest_collection_finish(session):
    """What is there before the first test stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _replacements_are_known(monkeypatch):
    """Who has replaced some of the code builds for real (see tests/built.py)."""
    built.replaced = monkeypatch._setattr
    yield
    built.replaced = []


@pytest.fixture
def command_line(tmp_path, capsys, monkeypatch):
    """Run one command on a database of its own; returns (exit code, stdout, stderr)."""
    monkeypatch.setenv("CRM_DB", str(tmp_path / "shop.duckdb"))

    def command(*arguments):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        out = capsys.readouterr()
        return code, out.out, out.err

    return command
