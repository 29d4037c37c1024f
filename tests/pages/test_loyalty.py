"""The Loyalty page as a visitor sees it: the answer, the fields, the customers in them, how attitude is known."""

import pytest
import streamlit as st

from crm_core.settings import Settings
from tests.pages.one_page import NASTY, answer, build_once, click, figures, finish, frame_around, link, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("loyalty", tmp_path, monkeypatch)
    st.cache_resource.clear()


@build_once
def build(folder, settings=None, answers=True, years=3):
    """Each year: ann and bob buy on two days in January, cy and dee on one. ann and cy like us, bob does not."""
    shop = Shop(str(folder / "shop.duckdb"))
    for year in range(2024 - years + 1, 2025):
        for name, days in (("ann", 2), ("bob", 2), ("cy", 1), ("dee", 1)):
            for day in range(days):
                shop.order(name, f"{year}-01-{30 + day}", 100)
        if answers:
            for name, score in (("ann", 9), ("bob", 3), ("cy", 8)):
                shop.answer(name, f"{year}-01-31", score, line=year)
    shop.customer("bob", name=NASTY, region="North")
    shop.customer("dee", region="South")
    finish(shop.build(settings or Settings(estimate_attitude=False)))


def test_the_answer_and_its_year(folder):
    build(folder)
    app = run(folder, "loyalty")
    assert answer(app) == (
        "<strong>50%</strong> of those who come back often like us (a year before: 50%); "
        "<strong>1</strong> comes back without liking us."
    )
    assert "measured by a survey answer for 75% of the customers" in texts(app)
    assert "unknown for 25%, who are left out" in texts(app)


def test_the_fields_keep_the_unknown_beside_the_four(folder):
    build(folder)
    fields = figures(run(folder, "loyalty"))[0]
    boxes = dict(zip((data[0] for data in fields["data"][0]["customdata"]), fields["data"][0]["x"], strict=True))
    assert boxes == {
        "loyal": 0, "latent": 0, "spurious": 1, "no_loyalty": 1,
        "unmeasured_repeat": 2.16, "unmeasured_occasional": 2.16,
    }  # fmt: skip
    notes = [note["text"] for note in fields["layout"]["annotations"]]
    assert notes[:4] == ["<b>Loyal</b>", "<b>1</b>", "25%", "£200 · 33%"]
    assert "A year before: 1" in fields["data"][0]["hovertext"][0]


def test_at_first_those_who_come_back_without_liking_us_are_listed(folder):
    build(folder)
    app = run(folder, "loyalty")
    assert app.dataframe[0].value["name"].tolist() == [NASTY]
    assert "Find out what they dislike before a rival does." in texts(app)
    assert "1 of 1 customers, the largest first" in texts(app)


def test_a_click_on_a_field_lists_its_customers(folder):
    build(folder)
    customdata = figures(run(folder, "loyalty"))[0]["data"][0]["customdata"][1]
    app = run(folder, "loyalty", state={"loyalty_fields_spurious": click(customdata)})
    assert app.session_state["loyalty_quadrant"] == "latent"
    assert app.dataframe[0].value["name"].tolist() == ["cy"]


def test_an_empty_quadrant_says_so(folder):
    build(folder)
    app = run(folder, "loyalty")
    app.get("button_group")[0].set_value("no_loyalty").run()
    assert [frame.key for frame in app.dataframe] == ["loyalty_types"]
    assert "Nobody of this selection is in this quadrant." in texts(app)


def test_a_click_on_a_point_opens_the_profile(folder):
    build(folder)
    points = figures(run(folder, "loyalty"))[1]["data"]
    customdata = next(data for trace in points for data in trace.get("customdata", []) if data[1] == "ann")
    app = run(folder, "loyalty", state={"loyalty_points": click(customdata)})
    assert app.title[0].value == "customers"
    assert app.query_params["customer"] == link(1)


def test_a_click_on_the_coverage_leads_to_its_customers_with_a_tier(folder):
    build(folder)
    customdata = figures(run(folder, "loyalty"))[2]["data"][2]["customdata"][0]
    app = run(folder, "loyalty", state={"loyalty_coverage": click(customdata)})
    assert app.title[0].value == "customers"
    assert app.query_params["attitude"] == "none"
    assert app.query_params["tier"] == ["A", "B", "C"]


def test_a_click_on_a_month_leads_to_its_customers(folder):
    build(folder)
    customdata = figures(run(folder, "loyalty"))[3]["data"][1]["customdata"][-2]
    app = run(folder, "loyalty", state={"quadrant_months_customers": click(customdata)})
    assert app.title[0].value == "customers"
    assert app.query_params["quadrant"] == "latent"
    assert app.session_state["kept"]["as_of"] == ("2023-12",)


def test_names_are_inert_in_the_hover_of_points(folder):
    build(folder)
    points = figures(run(folder, "loyalty"))[1]
    names = [data[1] for trace in points["data"] for data in trace.get("customdata", [])]
    assert any("&lt;b&gt;x&lt;/b&gt;" in name for name in names)
    assert not any("<b>" in name for name in names)


def test_coverage_and_agreement(folder):
    build(folder, Settings())
    app = run(folder, "loyalty")
    parts = {trace["name"]: trace["x"][0] for trace in figures(app)[2]["data"]}
    assert parts == {"Measured": 0.75, "Estimated": 0.25, "Unknown": 0}
    assert "3 customers have both an answer and an estimate, and it takes 30 that differ." in texts(app)


@pytest.mark.parametrize(("right", "said"), [(True, "It agrees better than chance"), (False, "no better than chance")])
def test_enough_answers_say_whether_the_estimate_agrees(folder, right, said):
    shop = Shop(str(folder / "shop.duckdb"))
    for number in range(40):
        keeps_rhythm = number % 2 == 0
        shop.order(f"c{number}", "2024-04-10" if keeps_rhythm else "2024-01-01", 100)
        shop.order(f"c{number}", "2024-04-20" if keeps_rhythm else "2024-01-11", 100)
        shop.answer(f"c{number}", "2024-04-01", 10 if keeps_rhythm == right else 0)
    finish(shop.build())
    app = run(folder, "loyalty")
    assert said in texts(app)
    assert f"the estimate says the same for **{'100%' if right else '0%'}**" in texts(app)


def test_without_surveys_the_page_says_that_all_is_estimated(folder):
    build(folder, Settings(), answers=False)
    assert "No survey answers are loaded: every attitude here is an estimate" in texts(run(folder, "loyalty"))


def test_without_surveys_and_estimates_the_page_says_what_would_fill_it(folder):
    build(folder, answers=False)
    app = run(folder, "loyalty")
    assert answer(app) == "What the <strong>2</strong> customers who come back often think of us is not known."
    shown = texts(app)
    assert "No survey answers are loaded and estimates are switched off" in shown
    assert "Survey answers, uploaded on the Data page, fill this picture." in shown


def test_with_surveys_and_without_estimates_the_page_says_so(folder):
    build(folder)
    assert "Estimates are switched off" in texts(run(folder, "loyalty"))


def test_a_short_history_says_how_short(folder):
    build(folder, years=1)
    app = run(folder, "loyalty")
    assert "Only 2 days of history lie behind these numbers" in texts(app)
    assert "a year before" not in answer(app)


def test_where_nobody_comes_back_often(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2024-01-31", 100)
    finish(shop.build())
    assert answer(run(folder, "loyalty")) == (
        "Nobody of this selection comes back often: on 2 days or more in the window."
    )


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "位常来却并不喜欢"), ("zh_TW", "位常來卻並不喜歡")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "loyalty", language)
    assert said in answer(app)
    assert "Loyal" not in str(figures(app))
