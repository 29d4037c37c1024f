"""The Compare page as a visitor sees it: two segments, two customers, their address, their file."""

import json
from datetime import datetime

import duckdb
import pytest
import streamlit as st

from crm_core import segments
from crm_core.queries.customer_filters import Filters
from crm_core.segments import Conditions
from tests.pages.customer_shop import build, param, selectbox
from tests.pages.one_page import NASTY, answer, figures, frame_around, link, run, texts


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("compare", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


WAVERING = Conditions(Filters(stages=("wavering",)))


def keep(folder, segment_id="s1", name=NASTY, conditions=WAVERING):
    build(folder)
    connection = duckdb.connect(str(folder / "shop.duckdb"))
    connection.execute(
        "insert into segments values (?, ?, ?, ?, '')",
        [segment_id, name, segments.written(conditions), datetime(2025, 1, 1)],
    )
    connection.close()


def open_page(folder, language="en", **query):
    return run(folder, "compare", language, **query)


def row(app, measure):
    """One row of the table of numbers."""
    table = next(table.value for table in app.dataframe if "difference" in table.value.columns)
    return tuple(table.loc[table["measure"] == measure].iloc[0, 1:])


def test_key_customers_against_everybody(folder):
    build(folder)
    app = open_page(folder)
    assert (param(app, "a"), param(app, "b")) == (["tier:A"], ["all"])
    assert answer(app).startswith(
        "<strong>A · Key</strong>: 2 customers, 95% of revenue; <strong>All customers</strong>: 4, 100%. "
        "They differ most in: "
    )
    assert row(app, "Customers") == ("2", "4", "-50.0%")
    assert row(app, "Revenue") == ("£748", "£788", "-5.1%")
    assert row(app, "Share of revenue") == ("95%", "100%", "-5.1 pp")
    assert row(app, "Revenue per buyer") == ("£374", "£263", "+42.4%")
    assert row(app, "Expected value")[2] == "–"
    assert "“All customers” include those of the other side." in texts(app)


@pytest.mark.parametrize("name", ["**b**", "***c*** d*", "*", "**", "* * **e** **f"])
def test_asterisks_of_a_name_are_no_marks(folder, name):
    keep(folder, name=name)
    said = answer(open_page(folder, a="segment:s1", b="all"))
    assert said.startswith(f"<strong>{name}</strong>: ")
    same = answer(open_page(folder, a="segment:s1", b="segment:s1"))
    assert same == f"Both sides are <strong>{name}</strong>: choose another one to compare with."


def test_a_name_turns_nothing_round(folder):
    keep(folder, name="\u202egnp.exe שלום")
    app = open_page(folder, a="segment:s1", b="all")
    assert answer(app).startswith("<strong>\u2068gnp.exe שלום\u2069</strong>: ")
    assert "\u202e" not in json.dumps(figures(app), ensure_ascii=False)


def test_asterisks_of_customers_are_no_marks(folder):
    build(folder)
    connection = duckdb.connect(str(folder / "shop.duckdb"))
    connection.execute("update customers set name = '**' || customer_key || '**'")
    connection.close()
    said = answer(open_page(folder, a=f"customer:{link(1)}", b=f"customer:{link(2)}"))
    assert said.startswith("<strong>**1**</strong> brought <strong>£")
    assert "<strong>**2**</strong>" in said


def test_labels_are_bars_of_a_hundred_per_cent(folder):
    build(folder)
    by_month, tiers, stages, quadrants = figures(open_page(folder))
    assert [trace["name"] for trace in by_month["data"]] == ["A · Key", "All customers"]
    assert {trace["name"]: trace["x"] for trace in tiers["data"]}["A · Key"] == [1.0, 0.5]
    for figure in (tiers, stages, quadrants):
        for side in (0, 1):
            assert sum(trace["x"][side] for trace in figure["data"]) == pytest.approx(1)


def test_a_link_with_a_segment(folder):
    keep(folder)
    app = open_page(folder, a="segment:s1", b="tier:A")
    assert answer(app).count("http://x.test/a.png") == 1
    assert "&lt;b&gt;x&lt;/b&gt;" in answer(app)
    assert row(app, "Customers") == ("1", "2", "-50.0%")
    assert (param(app, "a"), param(app, "b")) == (["segment:s1"], ["tier:A"])


def test_another_choice_goes_into_the_address(folder):
    keep(folder)
    app = open_page(folder)
    selectbox(app, "with").set_value("segment:s1").run()
    assert param(app, "b") == ["segment:s1"]
    selectbox(app, "with").set_value("tier:A").run()
    assert "Both sides are <strong>A · Key</strong>" in answer(app)


def test_an_old_link_falls_back_on_everybody(folder):
    build(folder)
    app = open_page(folder, a="segment:gone", b="tier:B")
    assert "no such segment any more" in app.info[0].value
    assert param(app, "a") == ["all"]


def test_nobody_is_said_with_what_to_do(folder):
    build(folder)
    app = open_page(folder, a="stage:won_back", b="all")
    assert "Nobody is in Won back here. Choose another segment" in texts(app)
    assert not figures(app)


def test_two_customers(folder):
    build(folder)
    app = open_page(folder, a=f"customer:{link(1)}", b=f"customer:{link(2)}")
    assert answer(app).startswith("<strong>Ann</strong> brought <strong>£530</strong> in the window, <strong>")
    assert row(app, "Revenue") == ("£530", "£218", "2.4 times")
    assert row(app, "Days silent") == ("0 days", "63 days", "–")
    assert "A because £530 in the last 12 months puts this customer in the first 67%" in texts(app)
    assert "Wavering because silent for 63 days" in texts(app)
    assert (param(app, "a"), param(app, "b")) == ([f"customer:{link(1)}"], [f"customer:{link(2)}"])
    assert len(figures(app)) == 1


def test_customers_are_searched_and_chosen(folder):
    build(folder)
    app = open_page(folder)
    app.segmented_control(key="compare_kind").set_value("customers").run()
    assert "Search for two customers" in texts(app)
    app.text_input(key="compare_words_a").set_value("example.com").run()
    assert len(app.selectbox(key="compare_customer_a").options) == 2
    app.selectbox(key="compare_customer_a").set_value(1).run()
    app.text_input(key="compare_words_b").set_value("nobody like this").run()
    assert "Nobody is found by these words." in texts(app)
    app.text_input(key="compare_words_b").set_value("eve").run()
    app.selectbox(key="compare_customer_b").set_value(3).run()
    assert param(app, "a") == [f"customer:{link(1)}"]
    assert "example" not in str(app.query_params)
    assert "<strong>Ann</strong> brought" in answer(app)


@pytest.mark.parametrize("wanted", ["customer:99", "customer:x", "customer:'; drop table customers"])
def test_a_customer_who_is_not_there(folder, wanted):
    build(folder)
    app = open_page(folder, a=wanted, b=f"customer:{link(1)}")
    assert "There is no such customer." in app.info[0].value
    assert (param(app, "a"), param(app, "b")) == ([], [f"customer:{link(1)}"])


def test_a_customer_not_seen_yet_is_said(folder):
    build(folder)
    app = open_page(folder, a=f"customer:{link(1)}", b=f"customer:{link(4)}", as_of="2024-06")
    selectbox(app, "As of").set_value("2024-06").run()
    assert "had not been seen yet on 30 Jun 2024" in app.info[0].value


def test_the_file_has_numbers(folder):
    build(folder)
    app = open_page(folder)
    assert [button.label for button in app.main.get("download_button")] == ["CSV", "XLSX"]


def test_an_empty_shop_says_what_would_fill_it(folder):
    assert "no orders have been loaded" in run(folder, "compare").info[0].value


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
@pytest.mark.parametrize("query", [{}, {"a": f"customer:{link(1)}", "b": f"customer:{link(2)}"}])
def test_no_english_is_left_in_chinese(folder, language, query):
    build(folder)
    app = open_page(folder, language, **query)
    assert app.title[0].value in ("对比", "對比")
    table = next(table.value for table in app.dataframe if "difference" in table.value.columns)
    shown = answer(app) + texts(app) + " ".join(table["measure"])
    for word in ("customer", "Revenue", "window", "differ", "against", "median", "Index"):
        assert word not in shown
