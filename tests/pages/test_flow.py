"""The Flow page as a visitor sees it: the month, the year, the waterfall, the months, who came and who left."""

import pytest
import streamlit as st

from tests.pages.one_page import answer, build_once, click, figures, finish, frame_around, run, texts
from tests.queries.test_flow import leaky_shop
from tests.shop import ALL_MONTHS, Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("flow", tmp_path, monkeypatch)
    st.cache_resource.clear()


@build_once
def build(folder):
    finish(leaky_shop(str(folder / "shop.duckdb")).build(months=ALL_MONTHS))


@build_once
def build_short(folder, days=("2024-01-10", "2024-03-12")):
    shop = Shop(str(folder / "shop.duckdb"))
    for day in days:
        shop.order("ann", day, 100)
    finish(shop.build())


def plain(text):
    return text.replace("<strong>", "").replace("</strong>", "")


def test_the_answer_is_of_the_last_month_that_is_over(folder):
    build(folder)
    assert plain(answer(run(folder, "flow"))) == (
        "In Nov 2023 we lost nobody and won 0. "
        "In 10 months together: 2 lost, 0 won (0.00 for each lost), and 0 came back."
    )


def test_a_month_can_be_chosen_by_a_click_or_in_the_address(folder):
    build(folder)
    app = run(folder, "flow", state={"flow_months_customers": click(["2023-09"])})
    assert plain(answer(app)).startswith("In Sep 2023 we lost 2 and won 0: 0.00 new for each lost.")
    assert app.dataframe[0].value["customer"].tolist() == ["gone", "back"]


def test_a_month_that_is_not_over_says_so(folder):
    build(folder)
    app = run(folder, "flow", state={"flow_months_customers": click(["2023-12"])})
    assert plain(answer(app)).startswith("So far in Dec 2023 (until 20 Dec 2023) we lost 0 and won 1.")
    assert "The last month is not over yet." in texts(app)


@pytest.mark.parametrize(("measure", "before", "after"), [("customers", 5, 3), ("revenue", 5600, 3600)])
def test_the_waterfall_goes_from_what_was_to_what_is(folder, measure, before, after):
    build(folder)
    state = {f"flow_months_{measure}": click(["2023-09"]), "flow_measure": measure}
    bars = figures(run(folder, "flow", state=state))[0]["data"]
    level = bars[0]["y"][0]
    assert level == before
    assert bars[-1]["y"][0] == after
    lost = next(bar for bar in bars if "Lost" in bar["hovertext"][0])
    assert lost["base"][0] + lost["y"][0] == before


def test_months_up_and_down_are_hatched_while_the_history_is_short(folder):
    build(folder)
    new, returned, lost = figures(run(folder, "flow"))[1]["data"]
    assert lost["y"][19] == -2
    assert sum(lost["y"]) == -2
    assert sum(returned["y"]) == 1
    assert new["marker"]["pattern"]["shape"] == ["/"] * 12 + [""] * 11


@pytest.mark.parametrize(("part", "names"), [("returned", ["back"]), ("new", ["new"])])
def test_lists_of_who_came(folder, part, names):
    build(folder)
    state = {"flow_months_customers": click(["2023-12"]), "flow_part": part}
    app = run(folder, "flow", state=state)
    assert app.dataframe[0].value["customer"].tolist() == names
    assert [button.label for button in app.main.get("download_button")][:2] == ["CSV", "XLSX"]


def test_nobody_in_a_list_says_so(folder):
    build(folder)
    app = run(folder, "flow")
    assert "Nobody in this month." in texts(app)
    assert [metric.value for metric in app.metric][-2:] == ["nobody lost", "100.0%"]


def test_a_short_history_says_that_nothing_is_certain(folder):
    build_short(folder)
    app = run(folder, "flow")
    assert plain(answer(app)) == "In Feb 2024 we lost nobody and won 0."
    assert "Less than a year of data lies before this month" in texts(app)


def test_one_month_has_no_flow(folder):
    build_short(folder, days=("2024-03-10", "2024-03-12"))
    assert "A flow needs two months." in texts(run(folder, "flow"))


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "无人流失，新增"), ("zh_TW", "無人流失，新增")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "flow", language)
    assert said in answer(app)
    assert "lost" not in texts(app)
