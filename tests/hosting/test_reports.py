"""The report by a share link: what it opens, for how long, and what the answer says."""

import os
from datetime import date, datetime, timedelta
from shutil import copyfile

import duckdb
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from crm_core import links, shares
from crm_core.database import open_database
from crm_core.shares import Wish
from hosting import reports
from pages.parts import shared_report
from tests.takeaway.conftest import built, without_browser

__all__ = ["built", "without_browser"]
NOW = datetime(2026, 3, 11, 8, 0)


@pytest.fixture
def shop(built, tmp_path, monkeypatch, without_browser):
    """A function that makes a link; the shop's file is on show."""
    path = tmp_path / "shop.duckdb"
    copyfile(built, path)
    monkeypatch.setenv("CRM_DB", str(path))
    monkeypatch.setattr("crm_core.starting.prepare_demo", lambda connection: None)
    st.cache_resource.clear()
    st.cache_data.clear()

    def link(**wish) -> str:
        own = open_database(path)
        links.prepare(own, "0" * 32)
        token = shares.make(own, Wish(**wish), "me", NOW)
        own.close()
        return token

    yield link
    st.cache_resource.clear()


def client(now=NOW):
    return TestClient(Starlette(routes=[reports.route(lambda: now)]))


def test_a_link_to_the_whole_dashboard(shop):
    answer = client().get(f"/s/{shop()}/report.html?language=zh_TW&month=2025-11")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("sandbox ")
    assert "<h1>月報 · 2025年11月</h1>" in answer.text
    assert "Annabelle" not in answer.text  # a link hides names unless told otherwise


def test_a_link_that_shows_names_counts_as_opened(shop):
    token = shop(is_masked=False)
    assert "Annabelle" in client().get(f"/s/{token}/report.html").text
    st.cache_resource.clear()
    with duckdb.connect(os.environ["CRM_DB"]) as own:
        assert own.execute("select times_opened, last_opened_at from shares").fetchall() == [(1, NOW)]


def test_it_is_made_once(shop, monkeypatch):
    made = []
    monkeypatch.setattr(shared_report, "report", lambda *_args: made.append(1) or b"x")
    asked, token = client(), shop()
    for query in ("", "", "?language=zh_CN"):
        assert asked.get(f"/s/{token}/report.html{query}").text == "x"
    assert len(made) == 2


@pytest.mark.parametrize(
    "wish", [{"page": "tiers"}, {"segment_id": "s"}, {"password": "long enough"}], ids=["page", "segment", "password"]
)
def test_a_link_to_less_or_with_a_password_opens_none(shop, wish):
    answer = client().get(f"/s/{shop(**wish)}/report.html")
    assert (answer.status_code, answer.text) == (404, "Not found")


def test_neither_does_one_that_is_over_or_never_was(shop):
    token = shop(days=1)
    assert client(NOW + timedelta(days=2)).get(f"/s/{token}/report.html").status_code == 404
    assert client().get("/s/" + "a" * 32 + "/report.html").status_code == 404
    assert client().get("/s/..%2f/report.html").status_code == 404


@pytest.mark.parametrize(
    ("month", "code"), [("2026-03", 404), ("2026-13", 400), ("x", 400), ("0000-01", 400), ("２０２６-10", 400)]
)
def test_a_month_that_is_none(shop, month, code):
    assert client().get(f"/s/{shop()}/report.html?month={month}").status_code == code


def test_a_pinned_link_ends_with_its_day(shop):
    token = shop(pinned_to=date(2025, 11, 30))
    answer = client().get(f"/s/{token}/report.html?language=en")
    assert "<h1>Monthly report · Nov 2025</h1>" in answer.text
    assert client().get(f"/s/{token}/report.html?month=2026-01").status_code == 404
