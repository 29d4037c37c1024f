"""The Trust page as a visitor sees it: does "lost" hold, do the others, what would fit, what is missing."""

from datetime import date

import pytest
import streamlit as st

from crm_core.settings import Settings
from tests.pages.one_page import answer, build_once, figures, finish, frame_around, run, texts
from tests.shop import Shop

LAST = "2024-07-31"  # six months after 31 January 2024, the newest month with an outcome


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("trust", tmp_path, monkeypatch)
    st.cache_resource.clear()


@pytest.fixture
def loyalty(tmp_path, monkeypatch):
    yield frame_around("loyalty", tmp_path, monkeypatch)
    st.cache_resource.clear()


def months(first: str, last: str) -> list[str]:
    """The fifth of each month."""
    (year, month), end = map(int, first.split("-")), tuple(map(int, last.split("-")))
    found = []
    while (year, month) <= end:
        found.append(f"{year}-{month:02d}-05")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


@build_once
def build(folder, back=7, slow=0, through=LAST, settings=None):
    """40 regulars buy each month. 50 bought twice early in 2023, of whom `back` come back in March 2024. `slow` bought
    in August and September 2023 (4.9 usual gaps of 30 days before the end of January) and all come back in March."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("r0", "2023-01-01", 100)
    for n in range(40):
        shop.customer(f"r{n}", region="North")
        for day in months("2023-01", through[:7]):
            if day <= through:
                shop.order(f"r{n}", day, 100)
    for n in range(50):
        for day in ("2023-01-05", "2023-02-05", *(["2024-03-05"] if n < back else [])):
            shop.order(f"g{n}", day, 10)
    for n in range(slow):
        for day in ("2023-08-05", "2023-09-05", "2024-03-05"):
            shop.order(f"s{n}", day, 10)
    shop.order("r0", through, 100)
    finish(shop.build(settings))


@build_once
def build_wrong_estimate(folder):
    """On ten days of the window bought 40 who keep a monthly rhythm until January 2024 and then stop, and 40 who skip
    two months by then and come back in March."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("k0", "2023-01-01", 10)
    for n in range(40):
        for day in months("2023-04", "2024-01"):
            shop.order(f"k{n}", day, 10)
        for day in (*months("2023-02", "2023-11"), "2024-03-05"):
            shop.order(f"p{n}", day, 10)
    shop.order("p0", LAST, 10)
    finish(shop.build())


def links(app) -> list[tuple[str, str]]:
    """Label and query of each link to a page."""
    return [(link.proto.label, link.proto.query_string) for link in app.get("page_link")]


def test_a_label_that_holds(folder):
    build(folder)
    app = run(folder, "trust")
    assert answer(app) == (
        "Of 100 customers called lost on 31 Jan 2024, <strong>14</strong> came back by 31 Jul 2024. "
        "<strong>The label holds.</strong>"
    )
    shown = texts(app)
    assert "Lost** · 14% of 50 came back; at most 20% should." in shown
    assert "Already beyond 2 usual gaps at most 20% came back: the same label could be given sooner." in shown
    assert ("Try it in Settings", "try=lost_overdue%3A2") in links(app)
    assert "whole shop" not in shown


def test_a_label_that_comes_too_early(folder):
    # 7 of 50 and all 30 slow ones: 37 of 80 beyond 3 and 4 usual gaps, 7 of 50 beyond 6.
    build(folder, slow=30)
    app = run(folder, "trust")
    assert answer(app) == (
        "Of 100 customers called lost on 31 Jan 2024, <strong>46</strong> came back by 31 Jul 2024. "
        "The label is too early for this shop: a cut-off of <strong>6 usual gaps</strong> would fit."
    )
    assert ("Try it in Settings", "try=lost_overdue%3A6") in links(app)


def test_a_label_that_no_cut_off_saves_says_so_wherever_it_stands(folder):
    build(folder, back=24)
    app = run(folder, "trust")
    assert "<strong>48</strong> came back" in answer(app)
    assert "none of the cut-offs that were tried would fit" in answer(app)
    assert "There is no cut-off among 2, 3, 4, 6, 8 and 10 beyond which at most 20% came back." in texts(app)
    assert not [query for _label, query in links(app) if "lost_overdue" in query]
    axis = next(figure for figure in figures(app) if "Lost" in str(figure["layout"]["yaxis"].get("ticktext")))
    assert "<b>Lost (48 of 100 return)</b>" in axis["layout"]["yaxis"]["ticktext"][-1]


def test_the_curve_marks_the_present_and_the_suggested_cut_off(folder):
    build(folder, slow=30)
    curve = figures(run(folder, "trust"))[0]
    assert [name.split("<br>")[0] for name in curve["layout"]["xaxis"]["ticktext"]] == [
        "1.5", "2", "<b>3</b>", "4", "6", "8", "10",
    ]  # fmt: skip
    assert curve["data"][0]["y"] == [37 / 80, 37 / 80, 37 / 80, 37 / 80, 0.14, 0.14, 0.14]
    notes = {note["text"]: note["x"] for note in curve["layout"]["annotations"]}
    assert notes == {"at most 20% should come back": 0, "<b>now</b>": 2, "<b>would fit</b>": 4}


def test_where_the_present_cut_off_holds_a_smaller_one_fits_too(folder):
    build(folder)
    notes = figures(run(folder, "trust"))[0]["layout"]["annotations"]
    assert [note["text"] for note in notes][1:] == ["<b>fits too</b>", "<b>now</b>"]


def test_outcomes_stand_beside_each_label_with_their_number(folder):
    build(folder)
    tiers, _quadrants, stages = figures(run(folder, "trust"))[1:4]
    # In the window the 40 regulars brought 1,200 each, together 48,000 of 48,500; the 50 others 10 each.
    assert [name.split("n = ")[1].split("<")[0] for name in tiers["layout"]["yaxis"]["ticktext"]] == ["40", "50"]
    assert [trace["x"] for trace in tiers["data"]] == [[1.0], [0.14]]
    assert [note["text"] for note in tiers["layout"]["annotations"]] == ["£602", "£1.40"]
    assert ["Lost" in name for name in stages["layout"]["yaxis"]["ticktext"]] == [False, True]


def test_months_can_be_chosen_and_each_kind_of_label(folder):
    build(folder)
    app = run(folder, "trust", state={"trust_field": "stage"})
    lines = figures(app)[4]["data"]
    assert [line["name"] for line in lines] == ["Solid", "Steady", "Lost"]
    assert [x[:7] for x in lines[2]["x"]] == ["2023-12", "2024-01"]
    box = next(box for box in app.selectbox if box.label == "Labels of")
    assert box.options == [
        "Labels of 31 Jan 2024, outcome until 31 Jul 2024", "Labels of 31 Dec 2023, outcome until 30 Jun 2024",
    ]  # fmt: skip
    assert next(box for box in run(folder, "trust", as_of="2023-12").selectbox if box.label == "Labels of").index == 1


def test_verdicts_on_each_kind_of_label(folder):
    build(folder)
    shown = texts(run(folder, "trust"))
    assert "Tiers** · Holds: A 100% against C 14%." in shown
    assert "Lifecycle stages** · Holds: Solid 100% against Lost 14%." in shown
    assert "Estimated attitude** · Cannot be told: too few customers." in shown


def test_filters_do_not_change_the_rules(folder):
    build(folder)
    shown = texts(run(folder, "trust", region="none"))
    assert "Everything below is about the whole shop, whatever the filters keep" in shown


def test_a_short_history_says_what_would_fill_the_page(folder):
    build(folder, back=0, through="2023-08-01")
    app = run(folder, "trust")
    assert answer(app) == (
        "Nobody can tell yet: to test the labels takes <strong>18</strong> months of orders; "
        "you have <strong>7</strong>."
    )
    assert "Orders from before 1 Jan 2023, or through 30 Jun 2024, fill this page." in texts(app)


def test_a_history_that_is_still_being_computed_says_so(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2023-01-01", 10)
    shop.order("ann", "2024-07-31", 10)
    finish(shop.build(history=False))
    assert "being computed" in answer(run(folder, "trust"))


def test_a_shop_that_buys_too_seldom_says_that_the_lost_cannot_be_told(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    for day in ("2022-01-01", "2022-10-28", "2023-08-24"):  # every 300 days; 600 days after the first labels is 2024
        shop.order("ann", day, 10)
    finish(shop.build())
    app = run(folder, "trust")
    assert answer(app).startswith("Whether the lost come back cannot be told yet")
    assert "It takes two of the shop's usual gaps after the date looked at." in texts(app)


def test_too_few_lost_customers_say_nothing(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    for day in (date(2023, 1, 1), date(2024, 7, 31)):
        shop.order("ann", str(day), 10)
    for n in range(2):
        shop.order(f"g{n}", "2023-01-02", 10)
        shop.order(f"g{n}", "2023-01-20", 10)
    finish(shop.build())
    app = run(folder, "trust")
    assert answer(app) == "Only 3 customers were called lost on 31 Jan 2024: too few to say whether the label holds."
    assert texts(app).count("Cannot be told") >= 4


def test_a_wrong_estimate_is_said_here_and_on_the_loyalty_page(folder):
    build_wrong_estimate(folder)
    app = run(folder, "trust")
    assert "Estimated attitude** · Does not work here: Loyal 0% against Spurious 100%." in texts(app)
    assert ("Try without the estimate", "try=estimate_attitude%3Afalse") in links(app)


def test_the_loyalty_page_warns_of_a_wrong_estimate(loyalty):
    build_wrong_estimate(loyalty)
    app = run(loyalty, "loyalty")
    assert "The estimate of attitude does not work in this shop" in texts(app)
    assert ("Try without the estimate", "try=estimate_attitude%3Afalse") in links(app)


def test_the_loyalty_page_is_silent_where_nobody_can_tell(loyalty):
    build(loyalty)
    assert "does not work in this shop" not in texts(run(loyalty, "loyalty"))


def test_without_estimates_there_is_nothing_to_test(folder):
    build(folder, settings=Settings(estimate_attitude=False))
    assert "Estimated attitude** · Estimates are switched off." in texts(run(folder, "trust"))


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "这一分类可信"), ("zh_TW", "這一分類可信")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "trust", language)
    assert said in answer(app)
    assert "usual gaps" not in str([figure["layout"] for figure in figures(app)])
