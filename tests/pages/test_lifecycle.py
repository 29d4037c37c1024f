"""The Lifecycle page as a visitor sees it: the answer, stages, the strip, who wavers, what the stages mean."""

from datetime import date, timedelta

import pytest
import streamlit as st

from crm_core.settings import Settings
from pages.parts.filters import value_id
from tests.pages.one_page import NASTY, answer, build_once, click, figures, finish, frame_around, link, run, texts
from tests.shop import ALL_MONTHS, MONTHS, Shop

LAST = date(2025, 3, 31)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("lifecycle", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


@build_once
def build(folder, days=900, quiet=63, settings=None, months=MONTHS):
    """ann weekly for 10 until the end; bob, whose name is nasty, every 28 days for 20 and silent for `quiet` days."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.customer("ann", name="Ann", region="North")
    shop.customer("bob", name=NASTY, region="South", owner="Amy")
    shop.customer("eve", joined_on=LAST - timedelta(5))
    for back in range(0, days, 7):
        shop.order("ann", str(LAST - timedelta(back)), 10)
    for back in range(quiet, days, 28):
        shop.order("bob", str(LAST - timedelta(back)), 20)
    finish(shop.build(settings, months=months))


def test_the_answer_says_who_wavers_and_what_they_brought(folder):
    build(folder)
    app = run(folder, "lifecycle")
    assert answer(app) == (
        "<strong>1</strong> customer passed the usual gap by half (wavering); they brought <strong>£220</strong> in "
        "the last 12 months, 29% of customers&#x27; revenue. A year before: 0 with £0."
    )


def test_the_answer_follows_the_setting(folder):
    build(folder, settings=Settings(wavering_overdue=1.2))
    assert answer(run(folder, "lifecycle")).startswith("<strong>1</strong> customer is past 1.2 times the usual gap")


def test_nobody_wavers(folder):
    build(folder, quiet=7)
    app = run(folder, "lifecycle")
    assert answer(app).startswith("Nobody is wavering")
    assert "Nobody is wavering." in texts(app)
    assert len(app.dataframe) == 1


def test_stages_now_have_two_bars_a_mark_and_a_text(folder):
    build(folder)
    bars = figures(run(folder, "lifecycle"))[0]["data"]
    assert [trace["type"] for trace in bars] == ["bar", "scatter", "scatter"] * 2
    assert all(colour.endswith(",0.45)") for colour in bars[0]["marker"]["color"])
    assert all(colour.endswith(",1)") for colour in bars[3]["marker"]["color"])
    assert bars[0]["customdata"] == ["prospect", "solid", "wavering"]
    assert [text.strip() for text in bars[2]["text"]] == ["1 · 33% · +1", "1 · 33% · -1", "1 · 33% · +1"]
    assert bars[3]["hovertext"][2] == "<b>Wavering</b><br>£220.00 in the window, 29% of all<br>a year before: £0.00"


@pytest.mark.parametrize(("key", "data"), [("stages_now", "wavering"), ("overdue_customers", "wavering")])
def test_a_click_on_a_stage_leads_to_its_customers(folder, key, data):
    build(folder)
    app = run(folder, "lifecycle", state={key: click(data)})
    assert app.title[0].value == "customers"
    assert app.query_params["stage"] in ("wavering", ["wavering"])


def test_a_click_on_a_month_leads_to_the_customers_of_that_month(folder):
    build(folder)
    bars = next(trace for trace in figures(run(folder, "lifecycle"))[1]["data"] if trace["name"] == "Solid")
    app = run(folder, "lifecycle", state={"stage_months_customers": click(bars["customdata"][-3])})
    assert app.title[0].value == "customers"
    assert app.query_params["stage"] in ("solid", ["solid"])
    assert app.session_state["kept"]["as_of"] == ("2025-01",)


def test_months_and_strip_switch_to_revenue(folder):
    build(folder)
    app = run(folder, "lifecycle", state={"stage_months_measure": "revenue", "overdue_measure": "revenue"})
    months, strip = figures(app)[1:]
    assert months["data"][-1]["y"][-1] == 220
    assert strip["data"][-1]["y"] == [220]
    assert "What the customers of each stage brought in the 12 months up to the month's end." in texts(app)
    assert "Revenue in the window by days since the last purchase" in texts(app)


def test_months_without_enough_history_are_hatched(folder):
    build(folder, months=ALL_MONTHS)
    app = run(folder, "lifecycle")
    shapes = {shape for trace in figures(app)[1]["data"] for shape in trace["marker"]["pattern"]["shape"]}
    assert shapes == {"/", ""}
    assert "Hatched: history too short." in texts(app)


def test_the_strip_marks_both_lines(folder):
    build(folder)
    layout = figures(run(folder, "lifecycle"))[2]["layout"]
    assert [shape["x0"] for shape in layout["shapes"]] == [1.5, 3]
    assert [note["text"] for note in layout["annotations"]] == ["Wavering from 1.5×", "Lost from 3×"]


def test_wavering_customers_with_the_day_they_are_lost_and_nothing_is_markdown(folder):
    build(folder)
    app = run(folder, "lifecycle")
    row = app.dataframe[0].value.iloc[0]
    assert (row["customer"], row["owner"], row["revenue"], row["recency_days"]) == (NASTY, "Amy", 220.0, 63)
    assert row["lost_on"].date() - LAST == timedelta(int(row["days_until_lost"]))
    said = [element.value for element in (*app.markdown, *app.caption)]
    assert not any("![](" in text or "<b>x" in text for text in said)


def test_a_tick_opens_the_profile(folder):
    build(folder)
    app = run(folder, "lifecycle", state={"wavering": {"selection": {"rows": [0], "columns": [], "cells": []}}})
    assert app.title[0].value == "customers"
    assert app.query_params["customer"] in (link(2), [link(2)])


def test_meanings_and_rhythm_are_those_of_the_settings(folder):
    build(folder, settings=Settings(wavering_overdue=1.2, wavering_days=20))
    app = run(folder, "lifecycle")
    assert "Over 1.2 times the usual gap and over 20 days" in " ".join(e.proto.body for e in app.get("html"))
    assert "This shop's customers usually come back every 7 days." in texts(app)
    assert "is wavering from day 21 and lost from day 91" in texts(app)


def test_the_ladder_counts_everybody(folder):
    build(folder)
    ladder = run(folder, "lifecycle").dataframe[1].value
    assert ladder["customers"].tolist() == [1, 2]


def test_a_short_history_is_said_and_nothing_is_compared(folder):
    build(folder, days=100)
    app = run(folder, "lifecycle")
    assert "Only 99 days of history lie behind these numbers" in texts(app)
    assert "A year before" not in answer(app)
    assert "Mark: the same a year before." not in texts(app)


def test_filters_without_anybody(folder):
    build(folder)
    app = run(folder, "lifecycle", region=value_id("region", "North"), owner=value_id("owner", "Amy"))
    assert "No customer matches these filters" in texts(app)
    assert not figures(app)


def test_an_empty_shop_says_what_would_fill_it(folder):
    assert "no orders have been loaded" in run(folder, "lifecycle").info[0].value


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_no_english_is_left_in_chinese(folder, language):
    build(folder)
    app = run(folder, "lifecycle", language)
    assert app.title[0].value in ("生命周期", "生命週期")
    for word in ("wavering", "customers", "Click", "month"):
        assert word not in answer(app) + texts(app)
