"""A shop on a file of its own, loaded from literal texts one import at a time, and everything that it exports."""

from datetime import datetime
from functools import cache, partial

import pytest

from crm_core import amending, building, intake, tables
from crm_core.database import open_database, transaction
from crm_core.settings import Settings
from tests.built import build_or_copy

LOADED = datetime(2026, 1, 1)
EXPORTED = ("snapshots", "customers", "orders", "imports", "days", "cut_offs", "calendar", "rejects")


class Books:
    """One database; each text loaded is an import of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.connection = open_database(":memory:")

    def load(self, *texts, **changes):
        """Load the texts one after the other, build the newest month, and return the import ids; see tests/built.py."""
        return [
            build_or_copy(self.connection, repr((text, changes)), partial(self._load, text, changes)) for text in texts
        ]

    def _load(self, text, changes):
        path = self.folder / f"file_{len(list(self.folder.glob('file_*')))}.csv"
        path.write_text(text, "utf-8")
        # A name of its content: a file is called the same in whichever database it is loaded.
        plan = intake.recognise(intake.inspect(path, f"{hash_of(text)}.csv"))
        plan = intake.replaced(plan, **changes) if changes else plan
        with transaction(self.connection):
            receipts = intake.load_files(self.connection, [plan], LOADED)
            building.build_newest(self.connection, Settings())
        return receipts[0].import_id

    def build(self):
        """What follows on a change of what is kept."""
        build_or_copy(self.connection, "", self._build)

    def _build(self):
        with transaction(self.connection):
            building.build_newest(self.connection, Settings())

    def filled(self):
        """The connection, when the history is there too: for who looks at more than the newest month."""
        if building.pending(self.connection):
            build_or_copy(self.connection, "filled", lambda: building.fill_history(self.connection))
        return self.connection

    def undo(self, import_id):
        with transaction(self.connection):
            undoing = amending.undo(self.connection, import_id, LOADED)
        self.build()
        return undoing

    def rows(self, query):
        return self.connection.execute(query).fetchall()

    def exported(self, with_ids=True):
        """Every export as bytes; without import ids where two databases are compared."""
        self.filled()
        found = {}
        for name in EXPORTED:
            out = self.folder / f"{name}-{id(self)}.csv"
            tables.export(self.connection, name, None, out)
            found[name] = out.read_bytes()
            out.unlink()
        return found if with_ids else {name: without_ids(content) for name, content in found.items()}


def hash_of(text):
    return f"{len(text)}-{sum(text.encode())}"


def without_ids(content):
    """CSV without the columns import_id and build_id."""
    lines = [line.split(",") for line in content.decode().splitlines()]
    kept = [place for place, name in enumerate(lines[0]) if name not in ("import_id", "build_id")]
    return [[line[place] for place in kept if place < len(line)] for line in lines]


@pytest.fixture
def books(tmp_path):
    return Books(tmp_path)


@pytest.fixture(scope="module")
def left_by(tmp_path_factory):
    """left_by(text…): what a database exports into which these alone were loaded, asked once a module."""

    @cache
    def exported(*texts):
        alone = Books(tmp_path_factory.mktemp("alone"))
        alone.load(*texts)
        return alone.exported(with_ids=False)

    return exported
