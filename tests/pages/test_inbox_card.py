"""Packed files and the inbox on the Data page: each table a card of its own, originals kept and moved when loaded."""

import io
import zipfile

import pytest
import streamlit as st

from tests.pages.one_page import frame_around, run, texts
from tests.pages.test_data import click, copies, drop, uploads

HEADER = "order_id,customer_id,ordered_at,amount\n"
ANN, BOB = HEADER + "1,ann,2024-01-05,100\n", HEADER + "2,bob,2024-02-05,20\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_UPLOADS", str(tmp_path / "uploads"))
    monkeypatch.setattr("crm_core.intake.inbox.QUIET_SECONDS", 0)
    yield frame_around("data", tmp_path, monkeypatch)
    st.cache_resource.clear()


@pytest.fixture
def inbox(folder):
    path = folder / "inbox"
    path.mkdir()
    return path


def packed(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.csv", text)
    return content.getvalue()


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_each_table_of_a_zip_is_a_card_of_its_own(folder):
    app = drop(run(folder, "data"), ("shop.zip", packed(ann=ANN, bob=BOB)))
    assert [each.file_name for each in uploads(app)] == ["shop.zip › ann.csv", "shop.zip › bob.csv"]
    assert len(copies(folder)) == 2
    kept = [each.id for each in uploads(app)]
    drop(app, ("x.zip", b"PK\x03\x04"))
    assert [each.id for each in uploads(app)][:2] == kept
    assert "x.zip is damaged" in str(uploads(app)[2].error)
    app.button(key=f"put_away_{uploads(app)[2].id}").click().run()
    assert len(copies(folder)) == 2


def test_there_is_no_card_without_files(inbox, folder):
    (inbox / ".hidden.csv").write_text(ANN)
    app = run(folder, "data")
    assert not [button for button in app.button if button.key == "look_at_inbox"]
    assert "the inbox" not in texts(app)


def test_files_of_the_inbox_are_looked_at_where_they_lie_and_moved_when_loaded(inbox, folder):
    (inbox / "ann.csv").write_text(ANN)
    (inbox / "more.zip").write_bytes(packed(bob=BOB))
    app = run(folder, "data")
    assert "2 files wait in the inbox" in texts(app)
    app.button(key="look_at_inbox").click().run()
    assert [each.file_name for each in uploads(app)] == ["ann.csv", "more.zip › bob.csv"]
    assert "wait in the inbox" not in texts(app)
    assert len(copies(folder)) == 1
    click(app, "check")
    for box in app.checkbox:
        box.check().run()
    app = click(app, "load")
    assert names(inbox) == ["loaded"]
    assert names(inbox / "loaded") == ["ann.csv", "more.zip"]
    assert copies(folder) == []


def test_a_file_of_the_inbox_that_is_put_away_stays_and_waits_again(inbox, folder):
    (inbox / "ann.csv").write_text(ANN)
    app = run(folder, "data")
    app.button(key="look_at_inbox").click().run()
    app.button(key=f"put_away_{uploads(app)[0].id}").click().run()
    assert names(inbox) == ["ann.csv"]
    assert "1 file waits in the inbox" in texts(app)


def test_a_file_still_being_written_is_said_and_not_offered(inbox, folder, monkeypatch):
    monkeypatch.setattr("crm_core.intake.inbox.QUIET_SECONDS", 3600)
    (inbox / "ann.csv").write_text(ANN)
    app = run(folder, "data")
    assert "Still being copied into the inbox: ann.csv" in texts(app)
    assert not [button for button in app.button if button.key == "look_at_inbox"]
