"""Roles and pages: who sees what, who finds what to write with, and that writing itself asks again."""

import os
import re

import pytest
from streamlit.runtime.app_session import AppSession

from crm_core import shares
from crm_core.access import MAY, NotAllowedError, Visitor
from crm_core.queries import customers
from crm_core.queries.scope import NoData, Scope
from crm_core.shares import Wish
from pages.parts import peer, shops, store, visitors
from tests.pages.one_page import ROOT, link
from tests.pages.visits import (
    PINNED,
    address_of,
    again,
    as_role,
    come,
    everything,
    keys,
    names_in,
    share,
    title,
    two_shops,
)

WRITES = (
    "segment_save", "segment_delete", "call_done", "call_undo", "forget", "who_", "share_make", "save_", "restore",
    "backup", "uploader", "undo", "load", "other_shop", "defaults",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield from two_shops(tmp_path, monkeypatch)


# ---- roles and pages
CLOSED = ("data", "who_is_who", "sharing", "settings")


@pytest.mark.parametrize("role", ["outsider", "viewer", "editor", "owner"])
def test_role_by_page_opened_by_its_address(folder, monkeypatch, role):
    if role == "outsider":
        monkeypatch.setattr("crm_core.access.is_local", lambda *_: False)
    else:
        as_role(monkeypatch, role)
    app = come()
    home = title(app)
    for page in CLOSED:
        is_open = title(again(app, page)) != home
        assert is_open is (role in ("editor", "owner")), page
        assert bool(app.get("file_uploader")) is (page == "data" and is_open), page


@pytest.mark.parametrize("role", ["outsider", "viewer", "reader"])
def test_who_may_not_write_finds_nothing_to_write_with(folder, monkeypatch, role):
    query = address_of(monkeypatch, role)
    app = come("customers", tier="A", **query)
    found = keys(app)
    for page, more in (("customers", {"customer": link(1)}), ("this_week", {}), ("quality", {}), ("overview", {})):
        found |= keys(again(app, page, **more))
    assert found
    assert [key for key in found if key.partition(":")[2].startswith(WRITES) or key.startswith("file_uploader")] == []


def test_who_may_write_finds_it(folder, monkeypatch):
    """Otherwise the test above would pass with nothing on the pages."""
    as_role(monkeypatch, "owner")
    app = come("customers", tier="A")
    found = keys(app) | keys(again(app, "customers", customer=link(1)))
    assert "button:segment_save" in found
    assert "button:forget" in found


ROLES = ("nobody", "outsider", "reader", "viewer", "editor", "owner")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", MAY)
def test_what_writes_asks_again(folder, role, action):
    """A widget that is not there can still be used by a message made by hand: then the writing itself refuses."""
    shared = None
    if role == "reader":
        with shops.cursor("own") as own:
            shared = shares.found(own, share(Wish(is_masked=True)))
    with visitors.acting_as(Visitor(role, share=shared)):
        if role in MAY[action]:
            with store.writing(action) as own:
                assert own.execute("select 1").fetchone() == (1,)
            return
        with pytest.raises(NotAllowedError), store.writing(action):
            pytest.fail("written")
        with pytest.raises(NotAllowedError):
            store.root(action)


def test_nothing_is_written_past_the_store():
    """The databases themselves are only for the parts that say who may; others note a visit, an act or a backup's turn,
    or read a file."""
    pattern = re.compile(r"shops\.(root|cursor)\(")
    users = {path.name for path in (ROOT / "pages").rglob("*.py") if pattern.search(path.read_text("utf-8"))}
    deciding, noting = {"store.py", "visitors.py"}, {"last_visit.py", "trail.py", "backups_made.py"}
    assert users == deciding | noting | {"shared_report.py", "upload.py"}


@pytest.mark.parametrize("asks", [lambda: store.ask(customers.everyone, Scope(PINNED)), lambda: store.opener()])
def test_nobody_is_told_nothing(folder, asks):
    with visitors.acting_as(Visitor("nobody")), pytest.raises(NotAllowedError):
        asks()


def test_an_answer_kept_for_one_is_not_given_to_another(folder):
    with shops.cursor("own") as own:
        masked, part, pinned, other_part = (
            shares.found(own, share(wish))
            for wish in (Wish(), Wish(segment_id="north"), Wish(pinned_to=PINNED, is_masked=False), Wish(page="tiers"))
        )

    def asked(who: Visitor) -> tuple[int, str]:
        with visitors.acting_as(who):
            found = store.ask(customers.page, Scope(PINNED), customers.Filters(), ("customer",), customers.Order())
        return found.totals.customers, found.rows.to_csv()

    owner = asked(Visitor("owner"))
    assert owner[0] == 2
    assert "Bobsecret" in owner[1]
    hidden = asked(Visitor("reader", share=masked))
    assert hidden[0] == 2
    assert "secret" not in hidden[1]
    assert asked(Visitor("reader", share=part))[0] == 1
    assert asked(Visitor("reader", share=pinned)) == owner
    assert asked(Visitor("reader", share=other_part)) == hidden
    with pytest.raises(NoData):  # the demo shop, which knows nothing of this day
        asked(Visitor("outsider"))
    assert asked(Visitor("owner")) == owner


def test_a_visitor_cannot_clear_what_is_kept_for_all(folder):
    """Any program can send that message; it would close the databases under an import."""
    with shops.cursor("own") as own:
        AppSession._handle_clear_cache_request(None)
        root = shops.root("own")
        assert own.execute("select 1").fetchone() == root.execute("select 1").fetchone() == (1,)


# ---- elsewhere, nothing configured
def test_from_elsewhere_only_the_demo_shop_is_shown_and_what_to_configure(folder, monkeypatch):
    monkeypatch.setattr("crm_core.access.is_local", lambda *_: False)
    app = come()
    assert "Nobody has set up yet who may come in from elsewhere" in everything(app)
    for page in ("customers", "tiers", "quality", "data"):
        assert names_in(again(app, page, customer=link(1))) == []
    assert "Demo Dee" in everything(again(app, "customers"))
    # Not even if the session says that the own shop was chosen.
    app.session_state["shop"] = "own"
    assert names_in(again(app, "customers")) == []


@pytest.mark.parametrize(
    ("server", "client", "owner", "is_anothers"),
    [
        (("127.0.0.1", 8501), ("127.0.0.1", 40000), os.getuid(), False),
        (("127.0.0.1", 8501), ("127.0.0.1", 40000), os.getuid() + 1, True),
        (("127.0.0.1", 8501), ("127.0.0.1", 40000), None, False),
        (("127.0.0.1", 8501), ("192.0.2.7", 40000), os.getuid() + 1, False),  # not local anyway
        (None, None, os.getuid() + 1, False),
    ],
)
def test_a_proxy_that_tells_nothing_is_known_by_its_user(monkeypatch, server, client, owner, is_anothers):
    monkeypatch.setattr(peer, "_scope", lambda: {"server": server, "client": client})
    asked = []
    monkeypatch.setattr(peer, "owner_of", lambda near, far: asked.append(far) or owner)
    monkeypatch.setattr(peer.st, "session_state", {})
    assert peer.is_anothers() is is_anothers
    assert peer.is_anothers() is is_anothers
    assert len(asked) <= 1


def test_what_another_user_passes_on_is_not_local(folder, monkeypatch):
    monkeypatch.setattr(peer, "is_anothers", lambda: True)
    app = come("customers")
    assert names_in(app) == []
    assert "Demo Dee" in everything(app)
