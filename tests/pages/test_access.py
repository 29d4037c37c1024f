"""Who sees and does what on the pages: roles, share links and the tricks that an address allows."""

import os
import re
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.app_session import AppSession
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from crm_core import segments, shares
from crm_core.access import MAY, NotAllowedError, Visitor
from crm_core.database import open_database
from crm_core.passwords import Throttle
from crm_core.queries import customers
from crm_core.queries.scope import NoData, Scope
from crm_core.segments import Conditions
from crm_core.shares import Wish
from pages.parts import peer, shops, store, visitors
from tests.pages.one_page import PAGES, ROOT, build_once, finish, link
from tests.shop import Shop

NOW = datetime.now()
PINNED = date(2024, 4, 30)
OWN = ("Bobsecret", "Annasecret")  # names of the own shop
PASSWORD = "open sesame"
WRITES = (
    "segment_save", "segment_delete", "call_done", "call_undo", "forget", "who_", "share_make", "save_", "restore",
    "backup", "uploader", "undo", "load", "other_shop", "defaults",
)  # fmt: skip


@build_once
def build(folder: Path) -> None:
    """bob (South, key 1) and anna (North, key 2) buy in every month of January to June 2024."""
    shop = Shop(str(folder / "shop.duckdb"))
    for name, region in (("Bob", "South"), ("Anna", "North")):
        shop.customer(name, name=f"{name}secret", email=f"{name}@secret.example", region=region, owner="Secretowner")
        for month in range(1, 7):
            shop.order(name, f"2024-0{month}-15", 100 * month + shop.keys["customer_id", name])
    connection = shop.build()
    segments.save(connection, "north", "In the North", Conditions(regions=("North",)), NOW, "boss@secret.example")
    finish(connection)


def build_demo(folder: Path) -> None:
    shop = Shop(str(folder / "shop-demo.duckdb"))
    shop.customer("dee", name="Demo Dee")
    shop.order("dee", "2024-06-01", 10)
    connection = shop.build()
    finish(connection)
    with open_database(folder / "shop-demo.duckdb") as again:
        again.execute("update meta set value = 'yes' where key = 'demo'")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An own shop and a demo shop beside it; the guesses of other tests are forgotten."""
    monkeypatch.setattr("crm_core.starting.prepare_demo", lambda connection: None)
    monkeypatch.setattr("crm_core.starting.bring_up_to_date", lambda connection: None)
    monkeypatch.setenv("CRM_DB", str(tmp_path / "shop.duckdb"))
    monkeypatch.setattr(visitors, "_GUESSES", Throttle(5, timedelta(minutes=15)))
    monkeypatch.setattr(visitors, "_ALL_GUESSES", Throttle(50, timedelta(hours=1)))
    build(tmp_path)
    build_demo(tmp_path)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path
    st.cache_resource.clear()
    st.cache_data.clear()


def share(wish: Wish, made: datetime = NOW) -> str:
    """The token of a new link."""
    with shops.cursor("own") as own:
        return shares.make(own, wish, "boss", made)


def revoke() -> None:
    with shops.cursor("own") as own:
        for found in shares.all_of_them(own):
            shares.revoke(own, found.share_id, NOW)


def come(page: str = "overview", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(query)
    app.run()
    return again(app, page, **query)


def again(app: AppTest, page: str, **query: str) -> AppTest:
    """Open a page by its address, whoever may."""
    try:
        app.switch_page(f"pages/{page}.py")
    except ValueError:  # not one of this visitor's: then as a message made by hand would ask for it
        app._page_hash = calc_hash(page)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def everything(app: AppTest) -> str:
    """All that was sent to the browser."""
    return "\n".join(_parts(app._tree))


def _parts(node) -> Iterator[str]:
    if hasattr(node, "children"):
        for child in node.children.values():
            yield from _parts(child)
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield str(proto)
    if getattr(node, "type", "") == "arrow_data_frame":
        yield node.value.to_csv()


def title(app: AppTest) -> str:
    return app.title[0].value if app.title else ""


def keys(app: AppTest) -> set[str]:
    """The keys of everything that can be clicked or filled in."""
    kinds = ("button", "download_button", "file_uploader", "checkbox", "toggle", "text_input", "number_input",
             "selectbox", "multiselect", "link_button")  # fmt: skip
    found = [(kind, element) for kind in kinds for element in app.get(kind)]
    return {f"{kind}:{getattr(element, 'key', None) or element.proto.id}" for kind, element in found}


def names_in(app: AppTest) -> list[str]:
    return [name for name in (*OWN, "Secretowner", "@secret.example") if name in everything(app)]


def as_role(monkeypatch, role: str, who: str = "someone@x.org") -> None:
    """From now on the visitor has this role by sign-in."""
    visitor = Visitor(role, who)
    monkeypatch.setattr(visitors, "_signed_in", lambda: visitor)
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {}, "auth": {}})


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
    query = {}
    if role == "reader":
        query = {"share": share(Wish(is_masked=False))}
    elif role == "viewer":
        as_role(monkeypatch, role)
    else:
        monkeypatch.setattr("crm_core.access.is_local", lambda *_: False)
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
    """The databases themselves are only for the parts that say who may; these note a visit or read a file."""
    pattern = re.compile(r"shops\.(root|cursor)\(")
    users = {path.name for path in (ROOT / "pages").rglob("*.py") if pattern.search(path.read_text("utf-8"))}
    assert users == {"store.py", "visitors.py", "last_visit.py", "shared_report.py", "upload.py"}


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
    monkeypatch.setattr(peer, "owner_of", lambda near, far: owner)
    assert peer.is_anothers() is is_anothers


def test_what_another_user_passes_on_is_not_local(folder, monkeypatch):
    monkeypatch.setattr(peer, "is_anothers", lambda: True)
    app = come("customers")
    assert names_in(app) == []
    assert "Demo Dee" in everything(app)


# ---- a secrets file
@pytest.mark.parametrize(
    "written",
    [{"auth": {}}, {"access": {}}, {"access": {"viewers": ["@x.org"]}}, {"access": {"owner_password": PASSWORD}}],
)
def test_with_access_configured_nobody_comes_in_unasked(folder, monkeypatch, written):
    monkeypatch.setattr(visitors, "_secrets", lambda: written)
    app = come("customers")
    assert names_in(app) == []
    assert "Sign in" in everything(app)
    assert not app.title


def test_a_secrets_file_that_is_not_understood_lets_nobody_in(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"viewer": ["@x.org"]}})
    app = come("customers")
    assert names_in(app) == []
    assert any("viewer" in error.value for error in app.error)


def test_a_secrets_file_that_cannot_be_read_lets_nobody_in(folder, monkeypatch, tmp_path):
    path = tmp_path / "secrets.toml"
    path.write_text("[access\n", "utf-8")
    monkeypatch.setattr(st.secrets, "load_if_toml_exists", lambda: False)
    monkeypatch.setattr(st, "get_option", lambda name: [str(path)] if name == "secrets.files" else None)
    app = come("customers")
    assert names_in(app) == []
    assert any("cannot be read" in error.value for error in app.error)


def test_the_owner_signs_in_with_the_password_and_out(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"owner_password": PASSWORD}})
    app = come()
    enter(app, "wrong guess")
    assert app.error[0].value == "This is not the password."
    enter(app, PASSWORD)
    assert "Bobsecret" in everything(again(app, "customers"))
    next(button for button in app.sidebar.button if button.label == "Sign out").click().run()
    assert "Sign in" in everything(app)
    enter(app, PASSWORD)  # and in again: the browser is told to keep it, not to forget it
    assert visitors_token(app)


def test_another_password_signs_out(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"owner_password": PASSWORD}})
    app = enter(come(), PASSWORD)
    assert title(app)
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"owner_password": "another one"}})
    assert names_in(again(app, "customers")) == []


def enter(app: AppTest, password: str) -> AppTest:
    """Fill in the one password field there is, and send it."""
    app.text_input[0].set_value(password)
    next(button for button in app.button if button.label == "Open").click()
    return app.run()


def visitors_token(app: AppTest) -> str:
    return "" if "signed_out" in app.session_state else app.session_state["signed_in"]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "a@x.org"}, "editor"),
        ({"email": "a@x.org", "email_verified": True}, "editor"),
        ({"email": "a@x.org", "email_verified": "true"}, "editor"),
        ({"email": "a@x.org", "email_verified": False}, "nobody"),
        ({"email": "a@x.org", "email_verified": "false"}, "nobody"),
        ({"email": "a@x.org", "email_verified": None}, "nobody"),
        ({"email": "a@notx.org"}, "nobody"),
        ({"name": "a@x.org"}, "nobody"),
        ({"email": "a@x.org", "is_logged_in": False}, "nobody"),
    ],
)
def test_the_role_of_who_signs_in_with_an_account(folder, monkeypatch, claims, role):
    class User:
        def to_dict(self):
            return {"is_logged_in": True} | claims

    class Context:
        cookies: dict[str, str] = {}  # noqa: RUF012

    monkeypatch.setattr(visitors, "_secrets", lambda: {"auth": {}, "access": {"editors": ["@x.org"]}})
    monkeypatch.setattr(st, "user", User())
    monkeypatch.setattr(st, "context", Context())
    assert visitors._signed_in().role == role


# ---- share links
def test_a_reader_sees_pseudonyms_on_every_page(folder):
    app = come(share=share(Wish()))
    for page in PAGES:
        assert names_in(again(app, page)) == [], page
        assert title(app), page
    assert f"#{link(1)[:6]}" in everything(again(app, "customers"))
    assert names_in(again(app, "customers", customer=link(1))) == []
    assert not app.error


def test_names_are_shown_if_the_link_says_so(folder):
    app = come("customers", share=share(Wish(is_masked=False)))
    assert "Bobsecret" in everything(app)
    assert any(key.startswith("download_button") for key in keys(app))
    assert not any(key.startswith("download_button") for key in keys(come("customers", share=share(Wish()))))


def test_a_link_to_one_page_shows_that_page_alone(folder):
    app = come(share=share(Wish(page="tiers", is_masked=False)))
    assert title(app) == "Tiers"
    for page in PAGES:
        assert title(again(app, page, customer=link(1))) == "Tiers", page


def test_a_link_to_a_segment_shows_its_customers_alone(folder):
    app = come(share=share(Wish(segment_id="north", is_masked=False)))
    for query in ({}, {"segment": "south"}, {"region": "none"}, {"customer": link(1)}, {"words": "Bob"}, {"tier": "A"}):
        again(app, "customers", **query)
        assert title(app)
        assert "Bobsecret" not in everything(app), query
        assert not app.error, query
    assert "Annasecret" in everything(again(come(share=share(Wish(segment_id="north", is_masked=False))), "customers"))


def test_a_profile_of_a_segment_is_shown(folder):
    app = come("customers", share=share(Wish(segment_id="north", is_masked=False)), customer=link(2))
    assert not app.error
    assert "Annasecret" in everything(app)


def test_a_segment_that_was_deleted_shows_nothing(folder):
    app = come("customers", share=share(Wish(segment_id="north", is_masked=False)))
    with shops.cursor("own") as own:
        segments.delete(own, "north")
    again(app, "customers")
    assert names_in(app) == []
    assert app.error[0].value.startswith("This segment is not there any more")


@pytest.mark.parametrize("page", ["overview", "customers", "tiers", "lifecycle", "cohorts", "movement"])
def test_a_pinned_link_knows_no_later_day(folder, page):
    app = come(share=share(Wish(pinned_to=PINNED, is_masked=False)))
    for as_of in ("2024-06", "2024-05", "2099-01"):
        again(app, page, as_of=as_of)
        assert title(app)
        shown = everything(app)
        assert "Jun 2024" not in shown
        assert "2024-06" not in shown.replace(f'"{as_of}"', "")
        assert not app.error


@pytest.mark.parametrize("page", ["this_week", "compare", "forecast", "trust"])
def test_pages_of_the_newest_day_are_not_in_a_pinned_link(folder, page):
    app = come(share=share(Wish(pinned_to=PINNED)))
    assert title(again(app, page)) == "Overview"


def test_what_has_expired_or_was_never_made_leads_nowhere(folder):
    old = share(Wish(days=1), NOW - timedelta(days=2))
    for token in (old, "x" * 32, "'"):
        app = come("customers", share=token)
        assert "This link does not lead anywhere" in everything(app)
        assert names_in(app) == []
        assert not app.title


def test_a_link_withdrawn_closes_at_once_in_an_open_session(folder):
    app = come("customers", share=share(Wish(is_masked=False)))
    assert "Bobsecret" in everything(app)
    revoke()
    app.run()
    assert "This link does not lead anywhere" in everything(app)
    assert names_in(app) == []


def test_what_runs_beside_the_frame_is_told_anew(folder, monkeypatch):
    """A part of a page that runs again by itself, or a click, must not live on what the frame was told long ago."""
    app = come("customers", share=share(Wish(is_masked=False)))
    told = []
    monkeypatch.setattr(visitors, "_now", lambda: told.append(1) or Visitor("nobody"))
    state = {name: app.session_state[name] for name in ("visitor", "visitor_told_at")}
    monkeypatch.setattr(st, "session_state", state)
    state["visitor_told_at"] = time.monotonic()
    assert visitors.visitor().role == "reader"
    state["visitor_told_at"] -= visitors.SECONDS_GOOD
    assert told == []
    assert visitors.visitor().role == "nobody"
    assert told == [1]


def test_a_link_with_a_password_asks_for_it(folder):
    app = come("customers", share=share(Wish(password=PASSWORD, is_masked=False)))
    assert names_in(app) == []
    enter(app, "wrong guess")
    assert app.error[0].value == "This is not the password."
    assert names_in(app) == []
    enter(app, PASSWORD)
    assert "Bobsecret" in everything(again(app, "customers"))


def test_guesses_are_throttled_over_sessions(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_from_where", lambda: "192.0.2.7")
    token = share(Wish(password=PASSWORD))
    for _ in range(5):
        enter(come(share=token), "wrong guess")
    app = enter(come(share=token), PASSWORD)
    assert app.error[0].value.startswith("Too many wrong passwords")
    assert "15 minutes" in app.error[0].value
    assert not app.title


@pytest.mark.parametrize(
    ("address", "forwarded", "where"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "10.9.9.9", "192.0.2.7"),  # said by a visitor, not by a proxy here
        (None, "10.9.9.9, 192.0.2.7", "192.0.2.7"),  # what a visitor invents stands before what the proxy adds
        (None, "", "here"),
    ],
)
def test_guesses_are_counted_by_the_address_that_nobody_can_invent(monkeypatch, address, forwarded, where):
    class Context:
        ip_address, headers = address, {"X-Forwarded-For": forwarded}

    monkeypatch.setattr(st, "context", Context())
    assert visitors._from_where() == where


def test_a_password_of_one_link_opens_no_other(folder):
    app = enter(come(share=share(Wish(password=PASSWORD))), PASSWORD)
    assert title(app)
    other = share(Wish(password="another one", is_masked=False))
    app.session_state["share_token"] = other
    assert names_in(again(app, "customers")) == []
    assert not app.title


def test_a_reader_stays_one_without_the_token_in_the_address(folder):
    app = come("customers", share=share(Wish()))
    del app.query_params["share"]
    app.run()
    assert names_in(again(app, "customers")) == []
    assert title(again(app, "settings")) == "Overview"
    app.query_params["share"] = share(Wish(is_masked=False))
    assert names_in(again(app, "customers")) == []  # the session belongs to the first link


def test_an_owner_who_opens_a_link_sees_what_its_reader_sees(folder):
    app = come("customers")
    assert "Bobsecret" in everything(app)
    again(app, "customers", share=share(Wish()))
    assert names_in(app) == []
    assert title(again(app, "sharing")) == "Overview"


TRICKS = [
    ("compare", {"a": f"customer:{link(1)}", "b": f"customer:{link(2)}"}),
    ("compare", {"a": "customer:1", "b": "segment:north"}),
    ("customers", {"segment": "north"}),
    ("customers", {"customer": "1"}),
    ("customers", {"customer": "Bob"}),
    ("customers", {"words": "Bobsecret"}),
    ("movement", {"from": "2024-01", "cell": "A"}),
    ("settings", {"try": "tier_share_a:0.5"}),
    ("overview", {"as_of": "2024-13", "region": "'; drop table orders --", "owner": "Secretowner"}),
    ("tiers", {"owner": "none"}),
]


@pytest.mark.parametrize(("page", "query"), TRICKS, ids=[f"{page} {query}" for page, query in TRICKS])
def test_addresses_made_by_hand_show_a_reader_no_names(folder, page, query):
    app = come(share=share(Wish()))
    again(app, page, **query)
    typed = " ".join(query.values())
    assert [name for name in names_in(app) if name not in typed] == []
    assert not app.error


def test_a_reader_who_comes_is_noted_once(folder):
    token = share(Wish())
    app = come(share=token)
    app.run()
    with shops.cursor("own") as own:
        assert shares.found(own, token).times_opened == 1


def test_the_language_of_the_writer_is_not_in_a_link(folder):
    app = come("customers", share=share(Wish()))
    app.selectbox(key="language_switch").select("zh_TW").run()
    assert "zh_TW" not in str(list(app.query_params.items()))


def test_a_link_is_made_listed_and_withdrawn(folder):
    app = come("sharing")
    app.text_input(key="share_note").set_value("for Bea").run()
    app.button(key="share_make").click().run()
    token = app.code[0].value.rpartition("share=")[2]
    with shops.cursor("own") as own:
        made = shares.found(own, token)
    assert made.is_masked
    assert "for Bea" in everything(app)
    app.button(key=f"revoke_{made.share_id}").click().run()
    assert token not in everything(app)
    assert "This link does not lead anywhere" in everything(come(share=token))
