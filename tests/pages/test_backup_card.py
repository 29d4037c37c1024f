"""The backup on the Data page: for the owner, whole, and put back in one go."""

import duckdb
import pytest
import streamlit as st

from crm_core import backups
from crm_core.audit import Actor
from pages.parts import backup_card, shops
from tests.pages.customer_shop import build
from tests.pages.one_page import click_and_wait, frame_around, run, texts

BY = Actor("owner")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_UPLOADS", str(tmp_path / "uploads"))
    return frame_around("data", tmp_path, monkeypatch)


def orders(which="own"):
    with shops.cursor(which) as own:
        return own.execute("select count(*) from order_rows").fetchone()[0]


def test_the_owner_downloads_all_that_is_kept(folder):
    build(folder)
    app = run(folder, "data")
    assert "Download a backup" in [button.label for button in app.main.get("download_button")]
    content = backup_card._made(shops.root("own"), folder, BY)
    (folder / "copy").write_bytes(content)
    with duckdb.connect(str(folder / "copy"), read_only=True) as copy:
        assert copy.execute("select count(*) from order_rows").fetchone()[0] == orders()
    assert list(folder.glob("upload-*")) == []


def test_a_backup_is_put_back(folder):
    build(folder)
    app = run(folder, "data")
    content, before = backup_card._made(shops.root("own"), folder, BY), orders()
    with shops.cursor("own") as own:
        own.execute("delete from order_rows")
    app.file_uploader(key="restore_file").upload("b.backup", content).run()
    app.checkbox(key="restore_sure").check().run()
    app = click_and_wait(app, "restore", "job_restore")
    assert not app.error
    assert orders() == before


def test_a_wrong_file_is_refused_in_a_sentence(folder):
    build(folder)
    app = run(folder, "data")
    before = orders()
    app.file_uploader(key="restore_file").upload("b.backup", b"no database").run()
    app.checkbox(key="restore_sure").check().run()
    app = click_and_wait(app, "restore", "job_restore")
    assert "This file is no backup of this dashboard." in [error.value.replace("\\", "") for error in app.error]
    assert orders() == before


def test_where_files_vanish_it_is_said(folder, monkeypatch):
    build(folder)
    assert not any("Not kept here" in warning.value for warning in run(folder, "data").warning)
    monkeypatch.setenv("CRM_NOT_KEPT", "1")
    assert any("Not kept here" in warning.value for warning in run(folder, "data").warning)


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "备份"), ("zh_TW", "備份")])
def test_it_speaks_chinese(folder, language, title):
    build(folder)
    app = run(folder, "data", language)
    assert f"##### {title}" in texts(app)


def test_a_backup_that_cannot_be_made_leaves_nothing(folder, monkeypatch):
    build(folder)
    run(folder, "data")
    monkeypatch.setattr(backups, "back_up", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        backup_card._made(shops.root("own"), folder, BY)
    assert list(folder.glob("upload-*")) == []
    st.cache_resource.clear()
