"""A damaged database on the screen: said to everybody, and the owner puts it aside with one click."""

from datetime import datetime

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core import backup_files
from crm_core.access import Rules, Visitor
from crm_core.database import open_database
from crm_core.queries.audit import entries
from pages.parts import shops
from tests.pages.customer_shop import build
from tests.pages.one_page import frame_around


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A shop with a backup, whose file is damaged in its header."""
    monkeypatch.setenv("CRM_UPLOADS", str(tmp_path / "uploads"))
    frame_around("data", tmp_path, monkeypatch)
    build(tmp_path)
    path = tmp_path / "shop.duckdb"
    with open_database(path) as own:
        backup_files.make(own, tmp_path / "backups", "shop", datetime(2025, 4, 1, 9, 0), 3)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"x" * 8192)
    yield tmp_path
    st.cache_resource.clear()


def shown(folder, language="en"):
    app = AppTest.from_file(str(folder / "app.py"), default_timeout=30)
    app.session_state["language"] = language
    return app.run()


def test_the_owner_puts_it_aside_and_the_backup_takes_its_place(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.visitors._now", lambda: Visitor("owner", "amy@x.org"))
    app = shown(folder)
    assert ["damaged" in error.value for error in app.error] == [True]
    assert app.selectbox(key="rescue_backup").options == ["1 Apr 2025 09:00"]
    app.button(key="rescue").click().run()
    assert not app.error
    assert "the backup is in its place" in app.success[0].value
    assert len(list(folder.glob("shop.damaged-*"))) == 1
    with shops.cursor("own") as own:
        assert own.execute("select count(*) > 0 from order_rows").fetchone() == (True,)
        told = [(one.role, one.who, one.facts) for one in entries(own, "rescued")]
    assert told == [("owner", "amy@x.org", {"taken_from": "backup"})]


def test_whoever_knows_the_password_is_named_as_the_owner(folder, monkeypatch):
    """Nobody can be signed in while the database cannot be read."""

    def now():
        with shops.cursor("own"):
            return Visitor("nobody")

    monkeypatch.setattr("pages.parts.visitors._now", now)
    monkeypatch.setattr("pages.parts.visitors.rules", lambda: Rules(owner_password="a long password"))
    app = shown(folder)
    app.text_input[0].set_value("a long password")
    next(button for button in app.button if button.label == "Go on").click().run()
    app.button(key="rescue").click().run()
    with shops.cursor("own") as own:
        assert [(one.role, one.who) for one in entries(own, "rescued")] == [("owner", "")]


def test_backups_of_one_minute_can_be_told_apart(folder):
    """Streamlit tells what was chosen by its name."""
    made = folder / "backups"
    (first,) = made.iterdir()
    for number in (2, 3):
        (made / f"shop-{number:04}-2025-04-01-1000.backup").write_bytes(first.read_bytes())
    options = shown(folder).selectbox(key="rescue_backup").options
    assert options == ["1 Apr 2025 10:00 (3)", "1 Apr 2025 10:00 (2)", "1 Apr 2025 09:00"]


def test_others_are_told_but_may_do_nothing(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.visitors._now", lambda: Visitor("editor", "ed@x.org"))
    app = shown(folder, "zh_TW")
    assert "損壞" in app.error[0].value
    assert [button for button in app.button if button.key == "rescue"] == []


def test_a_database_that_answers_no_more_is_opened_anew(tmp_path, monkeypatch):
    """As after a full disk at the wrong moment: the next click finds it well again."""
    frame_around("data", tmp_path, monkeypatch)
    build(tmp_path)
    shown(tmp_path)
    before = shops.root("own")
    with monkeypatch.context() as broken:

        def fail(_connection):
            raise duckdb.FatalException("FATAL Error: … No space left on device")

        broken.setattr("crm_core.queries.scope.facts", fail)
        assert any("no room left" in error.value for error in shown(tmp_path).error)
    assert not shown(tmp_path).error
    assert shops.root("own") is not before
    st.cache_resource.clear()
