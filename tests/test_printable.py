"""A terminal shows what stands in names and texts of files, and obeys none of it."""

import sys

import pytest

from crm_core import logs
from crm_core.printable import printable

RED = "\x1b[31m"
TITLE = "\x1b]0;hacked\x07"
ORDERS = "order_id,customer_id,ordered_at,amount\n1,ann{},2024-01-02,10\n2,bob,never,10\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller 客户 € 👩‍👩‍👧", "Müller 客户 € 👩‍👩‍👧"),
        (f"{RED}red", r"\x1b[31mred"),
        (TITLE, r"\x1b]0;hacked\x07"),
        ("\x9b31m\x7f\x00", r"\x9b31m\x7f\x00"),
        ("a\nb\r\tc\u2028d", r"a\nb\r\tc\u2028d"),
        ("\u202egnp.exe\u2069", r"\u202egnp.exe\u2069"),
    ],
)
def test_what_would_be_obeyed_is_written_out(text, shown):
    assert printable(text) == shown


def test_signs_can_be_kept():
    assert printable("a\nb\x1b", "\n") == "a\nb\\x1b"


@pytest.fixture
def hostile(command_line, tmp_path):
    path = tmp_path / f"orders {RED}{TITLE}.csv"
    path.write_text(ORDERS.format(RED), "utf-8")
    assert command_line("import", path)[0] == 0
    return path


def test_receipts_errors_and_undone_imports_are_harmless(command_line, hostile):
    listed, refused, undone = command_line("imports"), command_line("import", hostile), command_line("undo", 1)
    assert [one[0] for one in (listed, refused, undone)] == [0, 1, 0]
    for text in (listed[1], refused[2], undone[1]):
        assert r"orders \x1b[31m" in text
        assert "\x1b" not in text
        assert text.count("\n") >= 1
    assert len(listed[1].splitlines()) == 1


@pytest.mark.parametrize("table", ["orders", "rejects", "imports"])
def test_a_table_is_harmless_on_a_terminal_and_itself_elsewhere(command_line, hostile, monkeypatch, table):
    _code, plain, _err = command_line("export", table)
    assert "\x1b" in plain or table == "rejects"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _code, shown, _err = command_line("export", table)
    assert shown == printable(plain, "\n\t")
    assert "\x1b" not in shown


def test_the_trail_is_harmless_on_a_terminal(command_line, hostile, monkeypatch):
    monkeypatch.setattr("crm_core.queries.audit.written", lambda facts: f"{RED}x")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _code, shown, _err = command_line("audit")
    assert r"\x1b[31mx" in shown
    assert "\x1b" not in shown


def test_the_log_as_text_is_harmless():
    assert logs.line("text", 0, "INFO", "detail", {"text": f"a\n{RED}b"}).endswith("text=a\n    \\x1b[31mb")
