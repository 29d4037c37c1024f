"""The card of what changed on Overview: alerts, since when, the customers behind them, and calm where nothing is."""

from datetime import date, datetime, timedelta

import duckdb
import pytest
import streamlit as st

from crm_core.access import Visitor
from crm_core.queries.alerts import Alert
from crm_core.queries.changes import Change
from pages.parts.alert_words import RULES, rule, sentence
from pages.parts.alerts import is_told
from pages.parts.filters import value_id
from tests.pages.one_page import NASTY, build_once, finish, frame_around, run, texts
from tests.queries.test_since import keep_import
from tests.shop import Shop

LAST = date(2025, 3, 31)
FEBRUARY = date(2025, 2, 28)
WHO = "test@example.com"  # AppTest's visitor


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("overview", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


@build_once
def build(folder, loads: int = 2, days: int = 900, silent: int = 35):
    """Until 31 March 2025: ann weekly for 10, bob weekly for 20 until 24 February (or as many days before the end).

    The first load reaches to 12 February, the second to the end.
    """
    shop = Shop(str(folder / "shop.duckdb"))
    shop.customer("ann", name="Ann", region="North")
    shop.customer("bob", name=NASTY, region="South")
    for load in range(1, loads + 1):
        keep_import(shop, load, datetime(2025, 2, 13) if load < loads else datetime(2025, 4, 1))
    for back in range(0, days, 7):
        import_id = loads if back < 46 or loads == 1 else 1
        shop.order("ann", str(LAST - timedelta(back)), 10, import_id=import_id)
        if back >= silent:
            shop.order("bob", str(LAST - timedelta(back)), 20, import_id=import_id)
    finish(shop.build())


def alerts(app):
    return [text.value.replace("\\", "") for text in app.markdown if ":material/error:" in text.value]


def test_what_changed_since_the_last_import(folder):
    """At the end of January bob, who orders weekly, was steady; with 35 days of silence he wavers."""
    build(folder)
    app = run(folder, "overview")
    assert (
        "Since the import of 1 Apr 2025: compared with 31 Jan 2025, the last month end in the data before it."
        in texts(app)
    )
    assert [text for text in alerts(app) if "began to waver" in text] == [
        ":red[:material/error:] **1** key customer (A) began to waver: **£960** a year. Wavering: 1; on 31 Jan 2025: 0."
    ]


def test_another_way_is_chosen_and_kept(folder):
    build(folder)
    app = run(folder, "overview")
    assert app.segmented_control(key="alerts_since").options == ["Last import", "Month before"]
    app.segmented_control(key="alerts_since").set_value("month").run()
    assert "Compared with 28 Feb 2025." in texts(app)
    app.switch_page("pages/tiers.py").run()
    app.switch_page("pages/overview.py").run()
    assert "Compared with 28 Feb 2025." in texts(app)


def test_a_first_import_is_compared_with_the_month_before(folder):
    build(folder, loads=1)
    app = run(folder, "overview")
    assert "Nothing before the last import to compare with: compared with the month before, 28 Feb 2025." in texts(app)
    assert not [one for one in app.segmented_control if one.key == "alerts_since"]


def test_one_click_shows_who_and_one_more_opens_the_profile(folder):
    build(folder)
    app = run(folder, "overview")
    app.button(key=f"alert_key_wavering_{value_id('key_wavering', None)}").click().run()
    assert not app.error
    found = next(table.value for table in app.dataframe if "revenue_before" in table.value)
    assert found[["customer", "revenue_before", "revenue"]].values.tolist() == [[NASTY, 1040, 960]]
    assert "Shown because they are A and waver" in texts(app)


def test_a_click_in_the_list_opens_the_profile(folder, monkeypatch):
    """The list of a dialog is a table like the others."""
    build(folder)
    app = run(folder, "overview")
    app.session_state["alert_customers_key_wavering"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.button(key=f"alert_key_wavering_{value_id('key_wavering', None)}").click().run()
    assert app.title[0].value == "customers"
    assert "customer" in app.query_params


def test_nothing_needs_anybody(folder):
    build(folder, silent=0)
    app = run(folder, "overview")
    assert alerts(app) == []
    assert "Nothing that needs you since 31 Jan 2025." in texts(app)


def test_a_past_month_is_compared_with_the_one_before_it(folder):
    build(folder)
    app = run(folder, "overview", as_of="2025-02")
    assert "Compared with 31 Jan 2025." in texts(app)
    assert not [one for one in app.segmented_control if one.key == "alerts_since"]


def test_filters_leave_out_whom_an_alert_is_about(folder):
    build(folder)
    app = run(folder, "overview", region=value_id("region", "North"))
    assert not [text for text in alerts(app) if "waver" in text]


def visits_of(folder):
    st.cache_resource.clear()
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        return connection.execute("select visitor, as_of, before_seen_at, before_as_of from visits").fetchall()


def seen_before(folder, as_of: date) -> datetime:
    at = datetime(2025, 2, 20, 9, 0)
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        values = {"at": at, "as_of": as_of}
        connection.execute("insert into visits values ('test@example.com', $at, 1, $as_of, null, null, null)", values)
    return at


def test_a_first_visit_is_noted_once(folder, monkeypatch):
    build(folder)
    noted = []
    monkeypatch.setattr("pages.parts.last_visit.visits.seen", lambda *args: noted.append(args[1:]))
    app = run(folder, "overview")
    app.run()
    assert "Your last visit" not in str(app.segmented_control(key="alerts_since").options)
    assert [(who, build_id, as_of) for who, _now, build_id, as_of in noted] == [(WHO, 1, LAST)]


def test_since_the_last_visit(folder):
    build(folder)
    at = seen_before(folder, date(2025, 2, 12))
    app = run(folder, "overview")
    app.segmented_control(key="alerts_since").set_value("visit").run()
    assert "Since your visit of 20 Feb 2025: compared with 31 Jan 2025" in texts(app)
    assert visits_of(folder) == [(WHO, LAST, at, date(2025, 2, 12))]


def test_nothing_newer_than_at_the_last_visit(folder):
    build(folder)
    seen_before(folder, LAST)
    app = run(folder, "overview")
    app.segmented_control(key="alerts_since").set_value("visit").run()
    assert "Nothing new: at your visit of 20 Feb 2025 the data reached as far." in texts(app)


def test_strangers_leave_no_visit(folder, monkeypatch):
    build(folder)
    monkeypatch.setattr("pages.parts.last_visit.visitor", lambda: Visitor("outsider"))
    run(folder, "overview")
    assert visits_of(folder) == []


def test_a_report_is_no_visit(folder, monkeypatch):
    """A page that is run without a browser acts as somebody, and nobody has looked."""
    build(folder)
    monkeypatch.setattr("pages.parts.visitors.is_acting", lambda: True)
    run(folder, "overview")
    assert visits_of(folder) == []


def test_too_short_a_history(folder):
    build(folder, days=70)
    assert "The history is too short to say what changed." in texts(run(folder, "overview"))


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_in_chinese(folder, language):
    build(folder)
    app = run(folder, "overview", language)
    assert [text for text in alerts(app) if "A 类）新进入思异期" in text or "A 類）新進入思異期" in text]
    assert not [text for text in texts(app).splitlines() if "key customer" in text or "compared" in text.lower()]


CODES = ["key_lost", "key_lost_soon", "key_wavering", "left_a", "concentration", "source", "new_customers", "region",
         "kind", "owner", "refunds", "nameless", "won_back", "new_key"]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_alert_has_a_sentence_and_a_rule(code, monkeypatch):
    from crm_core.settings import Settings

    monkeypatch.setattr("pages.parts.words.language", lambda: "en")
    alert = Alert(code, 0.3, 0.2, 1000, 2, NASTY, {"time_passed": 2}, 0.01)
    said = sentence(alert, FEBRUARY)
    assert "{" not in said + rule(alert, Settings())
    assert "![](" not in said
    assert rule(alert, Settings()).startswith(("Shown because", "Good news"))


def test_there_is_no_rule_without_an_alert():
    assert set(RULES) == set(CODES) - {"region", "kind", "owner"} | {"group"}


@pytest.mark.parametrize(
    ("alert", "change", "told"),
    [
        (("key_wavering", None), ("key_stage", "wavering", "customers"), True),
        (("key_wavering", None), ("stage", "lost", "customers"), False),
        (("region", "North"), ("region", "North", "revenue"), True),
        (("region", "North"), ("region", "South", "revenue"), False),
        (("concentration", None), ("shop", None, "top_fifth_share"), True),
        (("new_key", None), ("tier", "A", "revenue"), True),
    ],
)
def test_one_story_is_told_once(alert, change, told):
    code, group = alert
    assert (
        is_told(Change(*change, before=1, now=2, usual=None, times_usual=1), (Alert(code, 1, 1, 1, 1, group),)) is told
    )
