"""Readers of share links: what each kind of link shows, when it closes, and the tricks that an address allows."""

import time
from datetime import timedelta

import pytest
import streamlit as st

from crm_core import segments, shares
from crm_core.access import Visitor
from crm_core.narrowing import narrow
from crm_core.shares import Wish
from pages.parts import shops, store, visitors
from tests.pages.one_page import PAGES, link
from tests.pages.visits import (
    NOW,
    PASSWORD,
    PINNED,
    again,
    come,
    enter,
    everything,
    keys,
    names_in,
    revoke,
    share,
    title,
    two_shops,
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield from two_shops(tmp_path, monkeypatch)


# ---- share links
def test_a_reader_sees_pseudonyms_on_every_page(folder):
    app = come(share=share(Wish()))
    for page in PAGES:
        assert names_in(again(app, page)) == [], page
        assert title(app), page
    assert f"#{link(1)[:6]}" in everything(again(app, "customers"))
    assert names_in(again(app, "customers", customer=link(1))) == []
    assert not app.error


def test_what_a_link_leaves_out_is_left_out_once_a_run(folder, monkeypatch):
    narrowed = []
    monkeypatch.setattr(store, "narrow", lambda own, how: narrowed.append(how) or narrow(own, how))
    app = come("tiers", share=share(Wish()))
    st.cache_data.clear()
    narrowed.clear()
    again(app, "loyalty")
    assert len(narrowed) == 1
    again(app, "loyalty")  # every answer is known
    assert len(narrowed) == 1


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
