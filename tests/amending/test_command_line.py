"""Undo and forget through the command line: byte-equal exports, exit codes, one-line reasons."""

import pytest

from tests.amending.files import CUSTOMERS_FIRST, FIRST, SECOND

EXPORTED = ("snapshots", "customers", "orders", "imports", "days")


@pytest.fixture
def run(tmp_path, command_line):
    """Run one command on a database of its own, beside the files to import."""
    for name, text in (("first", FIRST), ("second", SECOND), ("customers", CUSTOMERS_FIRST)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return command_line


def exported(run):
    return {name: run("export", name)[1] for name in EXPORTED}


def test_two_imports_and_an_undo_leave_what_the_first_left(run, tmp_path):
    run("import", tmp_path / "first.csv")
    before = exported(run)
    run("import", tmp_path / "second.csv")
    assert exported(run) != before
    code, out, _ = run("undo", 2)
    assert (code, out) == (0, "import_id=2 file_name=second.csv rows=5 orders=5 amount=-20.0000 entries_back=6\n")
    assert exported(run) == before
    assert run("check")[0] == 0
    assert [line.startswith("import_id=2 ") and "undone_at=" in line for line in run("imports")[1].splitlines()] == [
        True,
        False,
    ]
    assert run("undo", 2)[0] == 1
    assert run("import", tmp_path / "second.csv")[0] == 0


def test_undo_says_what_it_cannot_do(run, tmp_path):
    assert run("undo", 1) == (1, "", "There is no import 1.\n")
    assert run("undo", "last")[0] == 2
    assert run("undo")[0] == 2


def test_forget_a_customer(run, tmp_path):
    assert run("forget", "bob") == (1, "", "There is no customer bob.\n")
    run("import", tmp_path / "first.csv", tmp_path / "customers.csv")
    code, out, _ = run("forget", "bob")
    assert (code, out) == (0, "forgotten; without a name stay orders=1 net_revenue=80.0000\n")
    assert "bob" not in run("export", "customers")[1].lower()
    assert run("check")[0] == 0
    assert run("forget", "bob")[0] == 1
    assert run("forget", "bob", "--known-by", "name")[0] == 2
