"""The Overview as a visitor sees it: the answer, six numbers, the heat table, changes, months, whom to call."""

import json
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core.queries.changes import Change
from pages.parts.changes import address, sentence
from pages.parts.filters import value_id
from tests.pages.one_page import PAGES, empty_frame
from tests.shop import ALL_MONTHS, Shop

ROOT = Path(__file__).parent.parent.parent
OTHERS = tuple(name for name in PAGES if name != "overview")
NASTY = "![](http://x.test/a.png) **b** $1$"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The frame with the real Overview and empty other pages."""
    empty_frame(tmp_path)
    for name in ("app.py", "pages/overview.py"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    for name in OTHERS:
        (tmp_path / f"pages/{name}.py").write_text(f"import streamlit as st\nst.title('{name}')\n", "utf-8")
    monkeypatch.setattr("crm_core.starting.prepare_demo", lambda connection: None)
    monkeypatch.setenv("CRM_DB", str(tmp_path / "shop.duckdb"))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The shop with its whole history, built once."""
    folder = tmp_path_factory.mktemp("built")
    build(folder)
    return folder / "shop.duckdb"


@pytest.fixture
def shop(folder, built):
    """The frame beside a copy of the shop."""
    copyfile(built, folder / "shop.duckdb")
    return folder


def build(folder: Path, days: int = 900, history: bool = True) -> None:
    """Until 31 March 2025: ann weekly for 10, bob weekly for 20 until 24 February, a few orders of nobody."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.customer("ann", name="Ann", region="North", kind="business")
    shop.customer("bob", name=NASTY, region=NASTY, kind="consumer")
    last = date(2025, 3, 31)
    for back in range(0, days, 7):
        shop.order("ann", str(last - timedelta(back)), 10)
        if back >= 35:
            shop.order("bob", str(last - timedelta(back)), 20)
    shop.order(None, "2025-03-30", 40)
    connection = shop.build(history=history, months=ALL_MONTHS)
    connection.execute("insert or replace into meta values ('currency', 'GBP'), ('demo', 'no')")
    connection.close()


def run(folder: Path, language: str = "en", **query: str) -> AppTest:
    app = AppTest.from_file(str(folder / "app.py"), default_timeout=30)
    app.session_state["language"] = language
    app.query_params.update(query)
    app.run()
    assert not app.exception
    assert not app.error
    return app


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def cells(app: AppTest) -> list[str]:
    """What the heat table writes into its cells."""
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return [text for line in figure["data"][0]["text"] for text in line]


def test_answer_and_six_numbers(shop):
    app = run(shop)
    answer = html(app)
    assert "<strong>2</strong> customers bought for <strong>£1,490</strong> in the last 12 months" in answer
    assert "less than the year before; orders that name no customer add <strong>£40</strong>" in answer
    assert "<strong>1</strong> key customer (A) is wavering." in answer
    values = [(metric.label, metric.value) for metric in app.metric]
    assert values == [
        ("Revenue", "£1,530"),
        ("Active customers", "2"),
        ("Orders", "102"),
        ("Average order", "£15"),
        ("Repeat share", "100%"),
        ("Top 20 % share", "64%"),
    ]
    assert app.metric[1].delta == "0.0%"
    assert any("include £40.00 from orders that name no customer" in c.value.replace("\\", "") for c in app.caption)


def test_filters_leave_out_what_names_nobody_and_say_so(shop):
    app = run(shop, region=value_id("region", "North"))
    assert app.metric[0].value == "£530"
    assert "name no customer add" not in html(app)
    assert any("orders that name no customer (£40.00) are left out" in c.value.replace("\\", "") for c in app.caption)


def test_nothing_from_a_file_is_read_as_markdown(shop):
    app = run(shop)
    said = [element.value for element in (*app.markdown, *app.caption)] + [html(app)]
    assert not any("![](" in text or "** b" in text for text in said)
    assert NASTY in app.dataframe[0].value["customer"].tolist()


def test_a_click_on_a_cell_leads_to_those_customers(shop):
    app = run(shop)
    app.session_state["overview_heat"] = selection(["A", "wavering"])
    app.run()
    assert app.title[0].value == "customers"
    assert app.query_params["tier"] in ("A", ["A"])
    assert app.query_params["stage"] in ("wavering", ["wavering"])


def test_a_click_on_a_sum_leaves_the_other_label_open(shop):
    app = run(shop)
    app.session_state["overview_heat"] = selection(["none", "all"])
    app.run()
    assert app.query_params["tier"] in ("none", ["none"])
    assert "stage" not in app.query_params


def test_a_click_on_the_sum_of_all_shows_everybody(shop):
    app = run(shop)
    app.session_state["overview_heat"] = selection(["all", "all"])
    app.run()
    assert app.query_params["tier"] == ["A", "B", "C", "none"]


def test_a_click_on_a_month_lists_its_customers(shop):
    app = run(shop)
    app.session_state["overview_revenue"] = selection(["2025-02-01"])
    app.run()
    assert any("Who brought most in Feb 2025" in text.value for text in app.markdown)
    assert app.dataframe[1].value[["customer", "revenue"]].values.tolist() == [[NASTY, 80.0], ["Ann", 40.0]]


@pytest.mark.parametrize(
    ("change", "labels"),
    [
        (("tier", "B", "revenue"), {"tier": ["B"]}),
        (("stage", "lost", "customers"), {"stage": ["lost"]}),
        (("key_stage", "wavering", "customers"), {"tier": ["A"], "stage": ["wavering"]}),
        (("region", "North", "revenue"), {"tier": ["A", "B", "C"]}),
        (("shop", None, "measured_share"), {"tier": ["A", "B", "C"], "attitude": ["measured"]}),
        (("shop", None, "repeat_share"), {"tier": ["A", "B", "C"]}),
    ],
)
def test_whom_a_change_is_about(change, labels):
    assert address(Change(*change, before=1, now=2, usual=None, times_usual=1)) == labels


@pytest.mark.parametrize("field", ["region", "owner"])
def test_names_in_a_sentence_are_not_read_as_markdown(field, monkeypatch):
    monkeypatch.setattr("pages.parts.words.language", lambda: "en")
    said = sentence(Change(field, NASTY, "revenue", before=1000, now=2000, usual=None, times_usual=1))
    assert r"**\!\[\]\(http" in said
    assert said.endswith(r"rose from 1,000 to **2,000** (\+100\.0%).")


def test_a_change_of_a_kind_sets_the_filter(shop):
    app = run(shop)
    said = [text.value for text in app.markdown if "trending_" in text.value]
    row = next(i for i, text in enumerate(said) if "Revenue of customers of kind **Consumer**" in text)
    app.button(key=f"change_{row}").click().run()
    assert app.title[0].value == "customers"
    assert app.session_state["kept"]["kind"] == (value_id("kind", "consumer"),)


def selection(customdata: list[str]) -> dict:
    points = [{"customdata": customdata}]
    return {"selection": {"points": points, "point_indices": [0], "box": [], "lasso": []}}


def test_cells_show_customers_or_revenue(shop):
    app = run(shop)
    assert "1" in cells(app)
    app.segmented_control(key="overview_measure").set_value("revenue").run()
    assert not app.error
    assert "£960" in cells(app)


def test_changes_are_sentences_with_a_way_to_those_customers(shop):
    app = run(shop)
    said = [text.value for text in app.markdown if "trending_" in text.value]
    assert 1 <= len(said) <= 3
    assert not any("**Wavering**" in text for text in said)  # the alert says it, with names
    row = next(i for i, text in enumerate(said) if "Revenue of quadrant **Loyal** fell from" in text)
    app.button(key=f"change_{row}").click().run()
    assert app.title[0].value == "customers"
    assert app.query_params["quadrant"] in ("loyal", ["loyal"])


def test_a_history_that_is_too_short_is_said(folder):
    build(folder, days=70)
    app = run(folder)
    assert "too short to compare" in html(app)
    assert "Only 64 days of history" in app.warning[0].value
    assert {metric.delta for metric in app.metric} == {""}
    assert any("too short to say what changed" in caption.value for caption in app.caption)


def test_history_still_being_built(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history", lambda connection: None)
    build(folder, history=False)
    app = run(folder)
    assert "year before" not in html(app)
    assert any("history is being built" in caption.value for caption in app.caption)


def test_a_month_of_the_past(shop):
    app = run(shop, as_of="2024-12")
    assert "in the 12 months to 31 Dec 2024" in html(app)
    assert "no key customer (A) is wavering." in html(app)
    assert any("nobody to call today" in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    ("language", "words"), [("zh_CN", "位关键客户（A 类）处于思异期"), ("zh_TW", "位關鍵客戶（A 類）處於思異期")]
)
def test_in_chinese(shop, language, words):
    app = run(shop, language)
    assert words in html(app)
    said = [element.value for element in (*app.markdown, *app.caption)] + [metric.label for metric in app.metric]
    assert not any(word in text for text in said for word in ("customers", "revenue", "Revenue", "year before"))
