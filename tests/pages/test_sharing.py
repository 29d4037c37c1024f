"""The Sharing page: a link is made, listed, opened by its token only, and withdrawn."""

from datetime import datetime, timedelta

import duckdb
import pytest

from crm_core import shares
from tests.pages.customer_shop import build
from tests.pages.one_page import answer, frame_around, run, texts


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return frame_around("sharing", tmp_path, monkeypatch)


def token_of(app):
    return app.code[0].value.partition("share=")[2]


def test_nothing_is_shared_at_first(folder):
    build(folder)
    app = run(folder, "sharing")
    assert answer(app) == "No link is open: only people with an account see this dashboard."


def test_a_link_is_masked_and_holds_a_month_unless_said_otherwise(folder):
    build(folder)
    app = run(folder, "sharing")
    app.button(key="share_make").click().run()
    assert answer(app) == "<strong>1</strong> link is open, without names."
    assert "never opened" in texts(app)
    token = token_of(app)
    kept = _kept(folder)
    assert [(one.page, one.segment_id, one.pinned_to, one.is_masked) for one in kept] == [(None, None, None, True)]
    assert kept[0].expires_at - kept[0].created_at == timedelta(days=30)
    assert token
    assert token not in (folder / "shop.duckdb").read_bytes().decode("latin-1")


def test_what_is_chosen_is_what_the_link_shows(folder):
    build(folder)
    app = run(folder, "sharing")
    app.selectbox(key="share_what").set_value("tiers")
    app.toggle(key="share_masked").set_value(False)
    app.number_input(key="share_days").set_value(7)
    app.text_input(key="share_password").set_value("correct horse")
    app.text_input(key="share_note").set_value("for **Ben**")
    app.button(key="share_make").click().run()
    assert answer(app) == "<strong>1</strong> link is open; <strong>1</strong> of them shows names."
    (one,) = _kept(folder)
    assert (one.page, one.is_masked, one.note) == ("tiers", False, "for **Ben**")
    assert one.expires_at - one.created_at == timedelta(days=7)
    assert one.password_hash.startswith("$argon2id$")
    assert "for **Ben** · made" in texts(app)
    assert "with password" in texts(app)


def test_a_short_password_makes_no_link(folder):
    build(folder)
    app = run(folder, "sharing")
    app.text_input(key="share_password").set_value("short")
    app.button(key="share_make").click().run()
    assert "from 8 to 200 characters" in app.error[0].value
    assert _kept(folder) == []


def test_a_link_is_withdrawn(folder):
    build(folder)
    app = run(folder, "sharing")
    app.button(key="share_make").click().run()
    (one,) = _kept(folder)
    app.button(key=f"revoke_{one.share_id}").click().run()
    assert answer(app) == "No link is open: only people with an account see this dashboard."
    assert "withdrawn" in texts(app)
    assert not _kept(folder)[0].is_open(datetime.now())


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_it_speaks_chinese(folder, language):
    build(folder)
    app = run(folder, "sharing", language)
    app.button(key="share_make").click().run()
    assert "Share" not in texts(app)
    assert {"zh_CN": "分享", "zh_TW": "分享"}[language] == app.title[0].value


def _kept(folder):
    with duckdb.connect(str(folder / "shop.duckdb"), config=_same_config()) as connection:
        return shares.all_of_them(connection)


def _same_config():
    """The app of this process has the file open: a second connection must ask for the same."""
    from crm_core.database import CONFIG

    return dict(CONFIG)
