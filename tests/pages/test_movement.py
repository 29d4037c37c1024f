"""The Movement page as a visitor sees it: the answer, the streams, the table, causes, months, lists."""

from datetime import date

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core.queries.pace_groups import Difference, Group
from crm_core.settings import Settings
from tests.moving_shop import NASTY, moving_shop
from tests.pages.one_page import answer, build_once, click, figures, finish, frame_around, run, texts
from tests.shop import ALL_MONTHS, MONTHS, Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("movement", tmp_path, monkeypatch)
    st.cache_resource.clear()


@build_once
def build(folder, months=MONTHS):
    finish(moving_shop(str(folder / "shop.duckdb")).build(months=months))


@build_once
def build_short(folder, days=("2024-01-10", "2024-03-12")):
    shop = Shop(str(folder / "shop.duckdb"))
    for day in days:
        shop.order("ann", day, 100)
    shop.order("bob", days[-1], 50)
    finish(shop.build())


def plain(text):
    return text.replace("<strong>", "").replace("</strong>", "")


def test_the_answer_names_the_causes(folder):
    build(folder)
    app = run(folder, "movement")
    assert plain(answer(app)) == (
        "Since 31 Jan 2024, 3 customers fell out of A, with £1,100 of revenue then: 1 stopped buying, 1 was "
        "overtaken, 1 shrank. 1 rose into A: 1 grew."
    )
    assert "5 moved in all, 1 never did, and 1 moved in between and came back." in texts(app)


def test_while_months_are_computed_nobody_is_said_to_have_come_back_or_not(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder)
    with duckdb.connect(folder / "shop.duckdb") as connection:
        connection.execute("delete from finished_work where work = 'compare'")
    app = run(folder, "movement")
    assert "5 moved in all, 2 have the label that they had." in texts(app)
    assert len(app.get("progress")) == 1


def linked(folder, **query):
    """The page as it opens from a link with these parameters."""
    app = AppTest.from_file(str(folder / "app.py"), default_timeout=30)
    app.session_state["language"] = "en"
    app.run().switch_page("pages/movement.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    assert not app.error
    return app


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"label": "stage"}, "came closer: 4 back from wavering or lost, 1 first purchase."),
        ({"label": "quadrant"}, "less loyal since 31 Jan 2024."),
        ({"label": "nonsense"}, "fell out of A"),
        ({"from": "2024-12"}, "since 31 Dec 2024"),
        ({"from": "1066-10"}, "Since 31 Jan 2024,"),
        ({"from": "2024-12", "label": "stage"}, "since 31 Dec 2024"),
    ],
)
def test_a_link_opens_the_same_comparison(folder, query, said):
    build(folder)
    app = linked(folder, **query)
    assert said in plain(answer(app))


def test_the_earlier_date_is_in_the_address(folder):
    build(folder)
    app = run(folder, "movement", state={"movement_from": "2024-12"})
    assert app.selectbox(key="movement_from").value == "2024-01"
    app.selectbox(key="movement_from").select("2024-12").run()
    assert app.query_params["from"] == ["2024-12"] or app.query_params["from"] == "2024-12"
    assert plain(answer(app)) == "Nobody has fallen out of A since 31 Dec 2024. Nobody rose into A."
    app.selectbox(key="movement_from").select("2024-01").run()
    assert "from" not in app.query_params


def test_the_streams_hold_who_had_a_tier_and_the_table_everybody(folder):
    build(folder)
    streams, table = figures(run(folder, "movement"))[:2]
    assert sum(streams["data"][0]["link"]["value"]) == 6
    assert [text.split()[0] for text in streams["data"][0]["node"]["label"]] == [
        "A",
        "B",
        "C",
        "No",
        "A",
        "B",
        "C",
        "No",
    ]
    assert table["data"][-1]["text"] == ["1", "1", "1", "1", "1", "1", "1"]
    assert ["none", "none"] in table["data"][-1]["customdata"]


@pytest.mark.parametrize(("measure", "total"), [("revenue_before", 1300), ("revenue", 2400)])
def test_the_streams_by_revenue_hold_all_revenue(folder, measure, total):
    build(folder)
    streams = figures(run(folder, "movement", state={"movement_measure": measure}))[0]
    assert sum(streams["data"][0]["link"]["value"]) == total


def test_causes_are_counted_by_direction(folder):
    build(folder)
    causes = figures(run(folder, "movement"))[2]
    assert {trace["name"]: dict(zip(trace["y"], trace["x"], strict=True)) for trace in causes["data"]} == {
        "The customer acted": {"Promoted": 2},
        "Time passed": {"Demoted": 2},
        "The cut-off shifted": {"Demoted": 1},
    }


def test_the_list_says_why_in_words(folder):
    build(folder)
    found = run(folder, "movement").dataframe[0].value
    assert dict(zip(found["customer"], found["cause"], strict=True)) == {
        "low": "The customer acted: bought",
        NASTY: "Time passed: stopped buying",
        "mid": "The cut-off shifted: overtaken by others",
        "shrink": "Time passed: old purchases left the window",
        "fresh": "The customer acted: bought",
    }


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ({"movement_way_tier": "worse"}, [NASTY, "mid", "shrink"]),
        ({"movement_cause": "cut_off_shifted"}, ["mid"]),
        ({"movement_way_tier": "came_back"}, ["tiny"]),
        ({"movement_table_tier_customers": click(["A", "none"])}, [NASTY]),
        ({"movement_table_tier_customers": click(["C", "C"])}, ["tiny"]),
    ],
)
def test_the_list_follows_the_switches_and_the_cell_clicked(folder, state, names):
    build(folder)
    app = run(folder, "movement", state=state)
    assert app.dataframe[0].value["customer"].tolist() == names


def test_all_moves_are_shown_again_after_a_cell(folder):
    build(folder)
    app = run(folder, "movement", state={"movement_table_tier_customers": click(["A", "none"])})
    app.button(key="movement_all").click().run()
    assert len(app.dataframe[0].value) == 5


def test_files_hold_the_causes_as_codes_in_words(folder):
    build(folder)
    app = run(folder, "movement")
    assert [button.label for button in app.main.get("download_button")][:2] == ["CSV", "XLSX"]


def test_lists_of_rising_and_falling_say_when_they_are_not_tested(folder):
    build(folder)
    shown = texts(run(folder, "movement"))
    assert "Rising stars (0)" in shown
    assert "Too few to say whether the sign holds" in shown


@build_once
def build_impatient(folder):
    finish(moving_shop(str(folder / "shop.duckdb")).build(Settings(outcome_months=1)))


@pytest.mark.parametrize(("made", "after"), [(build, "in the 6 months after"), (build_impatient, "in the month after")])
def test_a_group_that_does_not_differ_is_not_shown(folder, monkeypatch, made, after):
    made(folder)
    found = Difference("rising", "same", date(2024, 6, 30), Group(100, 40), Group(100, 50))
    monkeypatch.setattr("crm_core.queries.pace_groups.differs", lambda connection, which: found)
    shown = texts(run(folder, "movement"))
    assert f"Tested, and it does not hold: of those of 30 Jun 2024, 40% (31% to 50%) brought more {after}" in shown
    assert shown.count("Not shown: in this shop this sign says nothing about what comes next.") == 2


def test_while_months_are_computed_no_older_test_stands_beside_the_newer_data(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder)
    with duckdb.connect(folder / "shop.duckdb") as connection:
        connection.execute("delete from finished_work where work = 'compare'")
    found = Difference("rising", "same", date(2024, 6, 30), Group(100, 40), Group(100, 50))
    monkeypatch.setattr("crm_core.queries.pace_groups.differs", lambda connection, which: found)
    shown = texts(run(folder, "movement"))
    assert "Tested, and" not in shown
    assert "Not shown:" not in shown
    assert shown.count("Whether the sign holds is tested once the months before the newest are computed.") == 2


@pytest.mark.parametrize(("made", "takes"), [(build, "6 months"), (build_impatient, "1 month")])
def test_a_group_that_is_not_tested_says_what_it_takes(folder, monkeypatch, made, takes):
    made(folder)
    found = Difference("rising", "unknown", None, Group(0, 0), Group(0, 0))
    monkeypatch.setattr("crm_core.queries.pace_groups.differs", lambda connection, which: found)
    assert f"Not tested yet: it takes {takes} of data after a month" in texts(run(folder, "movement"))


def test_a_short_history_has_no_headline(folder):
    build_short(folder)
    app = run(folder, "movement")
    assert answer(app) == "The history before 29 Feb 2024 is too short to judge moves by."
    assert "Older exports, uploaded on the Data page, help." in texts(app)
    assert "Hatched: history too short." in texts(app)


def test_one_month_has_nothing_to_compare_with(folder):
    build_short(folder, days=("2024-03-10", "2024-03-12"))
    assert "There is no earlier month to compare with." in texts(run(folder, "movement"))


def test_a_filter_that_leaves_nobody_who_moved(folder):
    build(folder, months=ALL_MONTHS)
    app = run(folder, "movement", region="none", state={"movement_way_tier": "worse"})
    assert not app.error
    north = run(folder, "movement", as_of="2022-01")
    assert "too short" in answer(north) or "known by this date" in texts(north)


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "位客户跌出 A 类"), ("zh_TW", "位客戶跌出 A 類")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "movement", language)
    assert said in answer(app)
    assert "moved" not in texts(app)
