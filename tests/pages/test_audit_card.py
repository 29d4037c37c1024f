"""What the pages write into the audit trail, and the card that shows it."""

import csv
import io
from datetime import datetime, timedelta

import pandas as pd
import pytest

from crm_core import intake
from crm_core.access import MAY, NotAllowedError, Visitor
from crm_core.audit import KINDS, Actor, note
from crm_core.database import transaction
from crm_core.locale import LANGUAGES, translator
from crm_core.queries.audit import entries
from crm_core.shares import Wish
from pages.parts import (
    audit_card,
    backup_card,
    forget_customer,
    list_files,
    loading,
    shared_report,
    shops,
    store,
    trail,
    trail_words,
    undo_import,
    visitors,
)
from tests.pages.visits import (
    NOW,
    OWN,
    PASSWORD,
    address_of,
    again,
    as_role,
    come,
    enter,
    everything,
    revoke,
    share,
    title,
    two_shops,
)

AMY = Visitor("owner", "amy@x.org")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield from two_shops(tmp_path, monkeypatch)


def told(*, skip=("signed_in",), which="own"):
    """(kind, role, who, facts) of the entries, the oldest first."""
    with shops.cursor(which) as own:
        found = entries(own)
    return [(one.kind, one.role, one.who, one.facts) for one in reversed(found) if one.kind not in skip]


def click(app, key):
    next(button for button in app.button if button.key == key).click()
    return app.run()


# ---- links
def test_a_link_leaves_a_trail_from_its_making_to_its_end(folder, monkeypatch):
    as_role(monkeypatch, "editor", "eve@x.org")
    app = come("sharing")
    app.text_input(key="share_note").set_value("for Bobsecret").run()
    click(app, "share_make")
    with shops.cursor("own") as own:
        (share_id,) = own.execute("select share_id from shares").fetchone()
    click(again(app, "sharing"), f"revoke_{share_id}")
    assert told() == [
        ("share_made", "editor", "eve@x.org", {"days": 30, "masked": True}),
        ("share_withdrawn", "editor", "eve@x.org", {}),
    ]


def test_an_opening_is_told_once_a_session_and_counted(folder):
    token = share(Wish())
    app = come("tiers", share=token)
    again(app, "loyalty", share=token)
    come("tiers", share=token)
    with shops.cursor("own") as own:
        (one,) = entries(own)
        (share_id,) = own.execute("select share_id from shares").fetchone()
    assert (one.kind, one.role, one.who, one.subject, one.times) == ("share_opened", "reader", share_id, share_id, 2)


def test_a_link_that_is_closed_or_never_was_is_told_and_told_apart(folder):
    token = share(Wish())
    revoke()
    come(share=token)
    come(share="x" * 32)
    with shops.cursor("own") as own:
        (share_id,) = own.execute("select share_id from shares").fetchone()
        assert sorted((one.kind, one.role, one.subject) for one in entries(own)) == [
            ("share_refused", "nobody", ""), ("share_refused", "nobody", share_id),
        ]  # fmt: skip
        assert "x" * 32 not in str(entries(own))


def test_a_report_fetched_by_a_link_is_told(folder):
    token = share(Wish())
    assert shared_report.find(token, datetime.now()) is not None
    assert shared_report.find(token, datetime.now() + timedelta(days=40)) is None
    assert [(kind, role, facts) for kind, role, _who, facts in told()] == [
        ("share_opened", "reader", {"report": True}), ("share_refused", "nobody", {"report": True}),
    ]  # fmt: skip


# ---- signing in
def test_a_sign_in_a_wrong_password_and_the_end_of_patience(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"owner_password": PASSWORD}})
    monkeypatch.setattr(visitors, "_from_where", lambda: "192.0.2.7")
    app = come()
    for _try in range(5):
        app = enter(app, "guess of Bobsecret")
    enter(app, "guess")
    monkeypatch.setattr(visitors, "_from_where", lambda: "another")
    app = enter(come(), PASSWORD)
    click(app, next(button.key for button in app.button if button.label == "Sign out"))
    with shops.cursor("own") as own:
        found = {one.kind: (one.role, one.who, one.times) for one in entries(own)}
        assert "guess" not in str(entries(own))
    assert found == {
        "wrong_password": ("nobody", "", 5), "password_throttled": ("nobody", "", 1),
        "signed_in": ("owner", "owner", 1), "signed_out": ("owner", "owner", 1),
    }  # fmt: skip


def test_who_has_an_account_but_no_role_is_told(folder, monkeypatch):
    as_role(monkeypatch, "nobody", "mallory@x.org")
    come()
    as_role(monkeypatch, "viewer", "vic@x.org")
    come()
    assert told(skip=()) == [("refused", "nobody", "mallory@x.org", {}), ("signed_in", "viewer", "vic@x.org", {})]


@pytest.mark.parametrize("role", ["viewer", "outsider", "nobody"])
def test_what_is_refused_is_told(folder, role):
    with visitors.acting_as(Visitor(role)), pytest.raises(NotAllowedError), store.writing("rules"):
        raise AssertionError
    with shops.cursor("own") as own:
        (one,) = entries(own)
    assert (one.kind, one.role, one.subject) == ("refused", role, "rules")


# ---- what changes the shop, in the transaction that changes it
def test_a_forgotten_customer_is_not_named(folder):
    with shops.cursor("own") as own, transaction(own):
        forget_customer._forget(2, NOW, "salt", trail.by(AMY), own)
    assert told() == [("customer_forgotten", "owner", "amy@x.org", {"orders": 6})]


def test_a_file_and_its_undoing(folder, tmp_path):
    path = tmp_path / "Annasecret.csv"
    path.write_text("order_id,customer_id,ordered_at,amount\n1,zoe,2024-01-10,5\n2,zoe,x,5\n", "utf-8")
    plans = (intake.recognise(intake.inspect(path)),)
    ids = loading._load(shops.root("own"), plans, NOW, lambda _root: None, (), trail.by(AMY), lambda *_: None)
    with shops.cursor("own") as own, transaction(own):
        undo_import._undo(ids[0], NOW + timedelta(hours=1), trail.by(AMY), own)
    assert told() == [
        ("import_loaded", "owner", "amy@x.org", {"rejected": 1, "rows": 2, "table": "orders"}),
        ("import_undone", "owner", "amy@x.org", {"rows": 2}),
    ]
    assert not any(name in str(told()) for name in (*OWN, "Annasecret"))


def test_a_backup(folder):
    backup_card._made(shops.root("own"), folder, trail.by(AMY))
    assert told() == [("backup_made", "owner", "amy@x.org", {})]


# ---- what is taken along
def test_a_list_tells_its_rows_once_they_have_left(folder):
    frames = pd.DataFrame({"name": ["Bobsecret", "Annasecret"]})
    with visitors.acting_as(AMY):
        read = list_files._reader(lambda _own: iter([frames, frames]), "customers-2024")
        assert told() == []
        assert sum(len(frame) for frame in read()) == 4
        broken_off = read()
        next(broken_off)
        broken_off.close()
    assert told() == [
        ("exported", "owner", "amy@x.org", {"rows": 4}), ("exported", "owner", "amy@x.org", {"rows": 2}),
    ]  # fmt: skip


def test_a_list_by_a_persons_name_is_none(folder):
    with visitors.acting_as(AMY), pytest.raises(ValueError, match="takes codes"):
        list_files._reader(lambda _own: iter([]), "orders of Ann")


# ---- the card
def fill(n=1):
    with shops.cursor("own") as own:
        note(own, "import_loaded", Actor("editor", "eve@x.org"), NOW, "3", table="orders", rows=300, rejected=2)
        note(own, "settings_saved", Actor("owner"), NOW, "7", settings=("window_months",))
        for _time in range(n):
            note(own, "share_opened", Actor("reader", "5ha3e"), NOW, "5ha3e", report=True)


def rows(app):
    """What the card lists."""
    frame = next(each.value for each in app.dataframe if "by" in each.value)
    return [tuple(row) for row in frame[["what", "by", "role", "about", "times"]].itertuples(index=False)]


@pytest.mark.parametrize("role", ["editor", "owner"])
def test_who_may_share_reads_it(folder, monkeypatch, role):
    as_role(monkeypatch, role, "eve@x.org")
    fill(3)
    app = come("sharing")
    assert {
        ("File loaded", "eve@x.org", "Editor", "import 3 · rejected: 2 · rows: 300 · Orders", 1),
        ("Settings saved", "not signed in", "Owner", "build 7 · Window", 1),
        ("Link opened", "link 5ha3e", "Reader of a link", "link 5ha3e · as a report", 3),
    } < set(rows(app))
    app.selectbox(key="audit_kind").set_value("import_loaded").run()
    assert [what for what, *_ in rows(app)] == ["File loaded"]


@pytest.mark.parametrize("role", ["viewer", "outsider", "reader"])
def test_nobody_else_does(folder, monkeypatch, role):
    query = address_of(monkeypatch, role)
    fill()
    app = come("sharing", **query)
    assert title(app) != "Sharing"
    assert "5ha3e" not in everything(app)
    assert "Audit trail" not in everything(app)


def test_the_file_is_harmless_and_whole_and_told(folder):
    with shops.cursor("own") as own:
        note(own, "signed_in", Actor("viewer", "=cmd()@x.org"), NOW)
    say = translator("zh_CN")
    with visitors.acting_as(AMY):
        opener, noter = store.opener(), trail.noter("own", AMY)
    heads = {name: name for name in ("when", "what", "by", "role", "about", "times", "first")}
    content = audit_card.csv_of(opener, noter, None, heads, "zh_CN").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["what"], row["by"], row["role"], row["times"]) == (
        say("Signed in"),
        "'=cmd()@x.org",
        say("Viewer"),
        "1",
    )
    assert row["when"] == f"{NOW:%Y-%m-%d %H:%M:%S}"
    assert told() == [("exported", "owner", "amy@x.org", {"rows": 1})]


# ---- words
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_told_has_words(language):
    say = translator(language)
    assert set(trail_words.TITLES) == set(KINDS)
    facts = {"masked": False, "password": True, "settings": ["window_months", "gone"], "page": "tiers", "days": 3}
    text = trail_words.about("share_made", "5ha3e", facts, say)
    assert text.startswith(say("link {id}").format(id="5ha3e"))
    assert say("names shown") in text
    assert "gone" in text
    assert trail_words.about("exported", "customers", {"rows": 7}, say).startswith(f"{say('Customers')} · ")
    assert trail_words.about("exported", "calls-2025-04-01", {}, say) == "calls-2025-04-01"
    assert trail_words.about("rescued", "", {"taken_from": "backup"}, say) == say("a backup is in its place")
    assert all(trail_words.about("refused", action, {}, say) == say(trail_words.SUBJECTS[action]) for action in MAY)
