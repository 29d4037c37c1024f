"""A database in memory, and files written from literal text."""

from datetime import datetime

import pytest

from crm_core.database import open_database, transaction
from crm_core.intake import inspect, load_files, recognise, replaced


@pytest.fixture
def connection():
    return open_database(":memory:")


@pytest.fixture
def load(connection, tmp_path):
    """Write each text to a file and load them together, as of 2026; returns the receipts."""

    def _load(*texts, **changes):
        plans = []
        for text in texts:
            path = tmp_path / f"file_{len(list(tmp_path.iterdir()))}.csv"
            path.write_text(text, "utf-8")
            plan = recognise(inspect(path))
            plans.append(replaced(plan, **changes) if changes else plan)
        with transaction(connection):
            return load_files(connection, plans, datetime(2026, 1, 1))

    return _load


@pytest.fixture
def shape(tmp_path):
    """The shape of a file with this text."""

    def _shape(text, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return inspect(path)

    return _shape


@pytest.fixture
def rows(connection):
    """The rows of a query, money as text with two decimals where the query says so."""
    return lambda query: connection.execute(query).fetchall()
