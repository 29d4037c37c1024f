"""The Tiers page as a visitor sees it: the answer, the curve, the rules, the tiers, who stands beside the lines."""

import pytest
import streamlit as st

from crm_core.settings import Settings
from tests.pages.one_page import NASTY, answer, build_once, click, figures, finish, frame_around, run, texts
from tests.shop import ALL_MONTHS, MONTHS, Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("tiers", tmp_path, monkeypatch)
    st.cache_resource.clear()


@build_once
def build(folder, settings=None, years=3, history=True, months=MONTHS):
    """Each year on 31 January: one customer of 520, one of 280, one of 150, four of 12.50; 7 of nobody."""
    shop = Shop(str(folder / "shop.duckdb"))
    for year in range(2024 - years + 1, 2025):
        for number, amount in enumerate((520, 280, 150, 12.5, 12.5, 12.5, 12.5)):
            if number < 6 or year == 2024:
                shop.order(f"c{number}", f"{year}-01-31", amount)
    shop.order(None, "2024-01-30", 7)
    shop.customer("c2", name=NASTY, region="North")
    shop.customer("new")
    finish(shop.build(settings, history, months))


def test_the_answer_and_its_year(folder):
    build(folder)
    app = run(folder, "tiers")
    assert answer(app) == (
        "<strong>2</strong> customers (<strong>29%</strong>) bring <strong>80%</strong> of revenue; "
        "a year before, 2 (33%) brought 81%."
    )
    assert "Only" not in texts(app)


def test_the_rules_and_the_sums_are_stated(folder):
    build(folder)
    shown = texts(run(folder, "tiers"))
    assert "By revenue from 1 Feb 2023 to 31 Jan 2024 (12 months), net of refunds." in shown
    assert "who together bring the first 80% of value in the window. Now: from £280.00." in shown
    assert "up to 95% of value in the window. Now: from £150.00." in shown
    assert "Naming no customer: £7.00 (orders: 1). With the tiers' £1,000.00 this is all net revenue" in shown
    assert "before but not in the window (0) or not at all so far (1); together £0.00" in shown


def test_the_curve_shows_the_lines_where_they_run(folder):
    build(folder)
    curve = figures(run(folder, "tiers"))[0]
    sections = {trace["name"]: trace for trace in curve["data"] if trace.get("name")}
    assert sections["A"]["x"] == [0, 1 / 7, 2 / 7]
    assert sections["A"]["y"] == [0, 0.52, 0.8]
    assert sections["C"]["y"][-1] == 1
    lines = [note["text"] for note in curve["layout"]["annotations"] if "line" in note["text"]]
    assert lines == [
        "<b>A line</b> at £280<br>2 (29%) above it<br>bring 80%",
        "<b>B line</b> at £150<br>3 (43%) above it<br>bring 95%",
    ]


def test_the_tiers_and_the_customers_beside_the_lines(folder):
    build(folder)
    tiers, beside_a, beside_b = (table.value for table in run(folder, "tiers").dataframe[:3])
    assert tiers["customers"].tolist() == [2, 1, 4]
    assert tiers["customers_change"].tolist() == [0, 0, 1]
    assert tiers["average_order"].tolist() == [400, 150, 12.5]
    assert list(beside_a["distance"])[:3] == ["240.00 above", "on the line", "130.00 more for A"]
    assert list(beside_a["name"])[2] == NASTY
    assert list(beside_b["distance"])[2:4] == ["on the line", "137.50 more for B"]


@pytest.mark.parametrize(
    ("key", "chart", "trace", "point", "tier", "as_of"),
    [
        ("tiers_pareto", 0, 3, 0, "B", ()),
        ("tiers_pareto", 0, 4, 1, "B", ()),
        ("tier_months_customers", 1, 2, -2, "C", ("2023-12",)),
    ],
)
def test_a_click_leads_to_those_customers(folder, key, chart, trace, point, tier, as_of):
    build(folder)
    customdata = figures(run(folder, "tiers"))[chart]["data"][trace]["customdata"][point]
    app = run(folder, "tiers", state={key: click(customdata)})
    assert app.title[0].value == "customers"
    assert app.query_params["tier"] == tier
    assert app.session_state["kept"]["as_of"] == as_of


def test_months_by_revenue_hatch_a_short_history(folder):
    build(folder, months=ALL_MONTHS)
    app = run(folder, "tiers", state={"tier_months_measure": "revenue"})
    bars = figures(app)[1]["data"][0]
    assert bars["y"][-1] == 800
    assert bars["marker"]["pattern"]["shape"][0] == "/"
    assert bars["marker"]["pattern"]["shape"][-1] == ""
    assert "Hatched: history too short." in texts(app)


def test_a_short_history_says_how_short_and_what_helps(folder):
    build(folder, years=1)
    app = run(folder, "tiers")
    assert "Only 2 days of history lie behind these numbers, and labels need 365" in texts(app)
    assert "a year before" not in answer(app)


def test_a_history_that_is_still_being_filled_in_works(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder, history=False)
    app = run(folder, "tiers")
    assert "a year before" not in answer(app)
    assert "The comparison with the year before follows: its month is still being computed." in texts(app)


def test_where_most_customers_are_key_the_page_offers_ranks(folder):
    build(folder, Settings(tier_share_a=0.99, tier_share_b=0.995))
    assert "Revenue is not concentrated here: 100% of the customers are in A" in texts(run(folder, "tiers"))


def test_margin_is_called_margin(folder):
    build(folder, Settings(tier_value="margin"))
    app = run(folder, "tiers")
    assert "of margin" in answer(app)
    assert "By margin from" in texts(app)


def test_a_selection_without_a_purchase_says_so(folder):
    build(folder)
    app = run(folder, "tiers", as_of="2023-01", region="none")
    assert "2 customers" in answer(app).replace("<strong>", "").replace("</strong>", "")
    shop_of_one = run(folder, "tiers", region="c2")
    assert answer(shop_of_one)


def test_a_shop_whose_customers_gave_everything_back(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2024-01-09", 20)
    shop.order("ann", "2024-01-10", -20)
    finish(shop.build())
    app = run(folder, "tiers")
    assert answer(app) == "No customer of this selection is in A; the best are in C."
    assert "brought anything in the window" in texts(app)
    assert texts(app).count("Nobody of this selection is near this line.") == 2


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "位客户（占"), ("zh_TW", "位客戶（占")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "tiers", language)
    assert said in answer(app)
    assert "line" not in str([note["text"] for note in figures(app)[0]["layout"]["annotations"]])
