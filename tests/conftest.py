"""What all tests share: DuckDB on one core, because the tests themselves run beside each other; the command line.

Their files have small blocks: a shop of ten rows then is a file of two megabytes instead of eight.
"""

import pytest

from crm_core import database
from crm_core.__main__ import main

database.CONFIG |= {"threads": 1, "default_block_size": "16384"}


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
