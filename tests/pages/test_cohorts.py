"""The Cohorts page as a visitor sees it: the sentence, the table with its marks, curves, the cohort's customers."""

from datetime import date

import pytest
import streamlit as st

from crm_core import exporting
from crm_core.database import open_database
from crm_core.queries.scope import Scope
from pages.parts import cohort_list
from pages.parts.filters import value_id
from tests.pages.one_page import NASTY, answer, build_once, click, figures, finish, frame_around, run, texts
from tests.shop import Shop

HEAT, CURVES, VALUES = 0, 1, 2
CLICKED = {"cohorts_heat_quarter_retention": click(["2025-04-01", 1])}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("cohorts", tmp_path, monkeypatch)
    st.cache_resource.clear()


@build_once
def build(folder, later=30, through="2025-11-15"):
    """30 customers of May 2024 spend 100 each, some of May 2025 88; half buy again a month after. One is of March 2023.

    One who came back gave 5 back, one never bought, 7 are of nobody.
    """
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("oldest", "2023-03-01", 1)
    for year, customers, amount in ((2024, 30, 100), (2025, later, 88)):
        for number in range(customers):
            shop.order(f"c{year}_{number:02}", f"{year}-05-{number % 28 + 1:02}", amount / 2)
            shop.order(f"c{year}_{number:02}", f"{year}-0{6 + number % 2}-20", amount / 2)
    shop.order("c2024_00", "2024-06-21", -5)
    shop.order("c2024_00", "2024-06-21", 5)
    shop.order("eve", "2024-06-21", -3)
    shop.order(None, "2024-06-21", 7)
    shop.order("oldest", through, 1)
    shop.customer("c2025_00", name=NASTY, region="North", owner="Olga", source="referral")
    finish(shop.build(history=False))


@pytest.fixture(autouse=True)
def only_the_newest(monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)


def heat(app):
    """(cohort, k) → what is written in the cell."""
    colours, touch, *_inks = figures(app)[HEAT]["data"]
    written = {}
    for (cohort, k, *_told), row, all_bought in zip(touch["customdata"], touch["y"], touch["text"], strict=True):
        written[cohort, k] = all_bought or colours["text"][row][k]
    return written


def test_the_answer_compares_two_groups(folder):
    build(folder)
    assert answer(run(folder, "cohorts")) == (
        "Customers of Q2 2025 spent <strong>12% less</strong> in their first 3 months than those of Q2 2024 "
        "(30 and 30 customers)."
    )


def test_too_few_say_nothing(folder):
    build(folder, later=29)
    assert answer(run(folder, "cohorts")).startswith(
        "Too few to say: <strong>29</strong> customers of Q2 2025 and <strong>30</strong> of Q2 2024 are new"
    )


def test_without_two_groups_the_page_says_what_it_takes(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    for number in range(30):
        shop.order(f"c{number}", "2024-01-10", 10)
    for number in range(6):
        shop.order(f"c{number}", "2024-02-10", 10)
    shop.order("c0", "2024-04-01", 10)
    finish(shop.build(history=False))
    assert answer(run(folder, "cohorts")) == (
        "Of the 30 customers of Jan 2024, <strong>20%</strong> bought again in the month after. "
        "Newer customers cannot be compared with older ones yet: that takes a year of data, then two quarters with new "
        "customers and three months after the second."
    )


def test_the_table_and_its_marks(folder):
    build(folder)
    app = run(folder, "cohorts")
    cells = heat(app)
    assert cells["2024-04-01", 0] == "100%"
    assert cells["2024-04-01", 1] == "50%"
    assert cells["2025-04-01", 1] == "50%"
    assert cells["2025-04-01", 2] == "0%*"
    assert ("2025-04-01", 3) not in cells
    names = figures(app)[HEAT]["layout"]["yaxis"]["ticktext"]
    assert [name.split("<")[0].strip() for name in names] == ["Q1 2023°", "Q2 2024", "Q2 2025"]
    assert "n 30<" in names[1]
    assert "* not over yet (15 Nov 2025 is the last day of the data)" in texts(app)
    assert "° first seen, not new" in texts(app)


def test_what_is_not_observed_is_empty_and_never_zero(folder):
    build(folder)
    colours = figures(run(folder, "cohorts"))[HEAT]["data"][0]
    newest = colours["z"][-1]
    assert newest[1:3] == [0.5, 0]
    assert all(value is None or value != value for value in [newest[0], *newest[3:]])


def test_revenue_per_customer_by_month(folder):
    build(folder)
    app = run(folder, "cohorts", state={"cohorts_measure": "revenue_per_customer", "cohorts_grain": "month"})
    touch = figures(app)[HEAT]["data"][1]
    told = {(cohort, k): rest for cohort, k, *rest in touch["customdata"]}
    assert told["2025-05-01", 0] == ["May 2025", 30, 30, 1, 44, ""]
    assert told["2025-05-01", 1][1:4] == [15, 30, 0.5]
    assert told["2025-05-01", 2][4] == 88
    assert told["2025-05-01", 6][5] == "<br>not over yet: these numbers still grow"
    assert "£%{customdata[6]:,.2f} per customer up to then" in touch["hovertemplate"]
    assert "What a customer has brought so far" in texts(app)


def test_the_newest_cohort_old_enough_is_shown_and_a_click_chooses_another(folder):
    build(folder)
    app = run(folder, "cohorts")
    assert app.selectbox(key="cohorts_chosen_quarter").value == date(2024, 4, 1)
    app = run(folder, "cohorts", state=CLICKED)
    assert app.selectbox(key="cohorts_chosen_quarter").value == date(2025, 4, 1)
    assert app.dataframe[-1].value["customer"].tolist()[0] == NASTY
    assert len(app.dataframe[-1].value) == 30
    app.selectbox(key="cohorts_chosen_quarter").set_value(date(2023, 1, 1)).run()
    assert app.dataframe[-1].value["customer"].tolist() == ["oldest"]
    assert "Customers of Q1 2023" in texts(app)


def test_the_chosen_cohort_stands_out_and_ends_dotted(folder):
    build(folder)
    traces = figures(run(folder, "cohorts", state=CLICKED))[CURVES]["data"]
    chosen = [trace for trace in traces if trace["name"] == "Q2 2025"]
    assert [(trace["x"], trace["line"].get("dash")) for trace in chosen] == [
        ([1, None], None), ([1, 2, None], "dot"),
    ]  # fmt: skip
    means = [trace for trace in traces if trace["line"].get("dash") == "dash"]
    assert [(trace["name"], trace["y"][:2]) for trace in means] == [("mean of the cohorts before", [0.5, 0])]


def test_compared_by_source_says_where_there_are_too_few(folder):
    build(folder)
    app = run(folder, "cohorts", state={"cohorts_field": "source"})
    names = [trace["name"] for trace in figures(app)[VALUES]["data"]]
    assert names[0].endswith("(n 59)")
    assert names[1] == "Referral (n 1: too few to say)"
    app = run(folder, "cohorts", state={"cohorts_field": "source", "cohorts_only": True})
    assert "Customers of this cohort; only periods that are over." in texts(app)


def test_a_region_turns_nothing_round(folder):
    build(folder)
    with open_database(folder / "shop.duckdb") as own:
        own.execute("update scopes set region = '\u202egnp שלום' where region = 'North'")
    names = [trace["name"] for trace in figures(run(folder, "cohorts"))[VALUES]["data"]]
    assert names[1] == "\u2068gnp שלום\u2069 (n 1: too few to say)"


def test_a_click_on_a_customer_opens_the_profile(folder):
    build(folder)
    key = "cohorts_members_quarter_2024-04-01"
    app = run(folder, "cohorts", state={key: {"selection": {"rows": [0], "columns": [], "cells": []}}})
    assert app.title[0].value == "customers"
    assert "customer" in app.query_params


def test_the_file_holds_the_cohort(folder):
    build(folder)
    connection = open_database(folder / "shop.duckdb")
    read = cohort_list.reader(Scope(date(2025, 11, 15)), "quarter", date(2025, 4, 1))
    lines = exporting.csv_bytes(read(connection), cohort_list.files()).decode("utf-8-sig").splitlines()
    connection.close()
    assert lines[0].startswith("Customer,Customer number,First purchase,Last purchase")
    assert lines[1].split(",")[1:6] == ["c2025_00", "2025-05-01", "2025-06-20", "2", "88.00"]
    assert ",Referral,North,Olga" in lines[1]
    assert len(lines) == 31


def test_the_sums_agree(folder):
    build(folder)
    shown = texts(run(folder, "cohorts"))
    assert "The cohorts hold £5,642.00 of net revenue up to 15 Nov 2025." in shown
    assert "1 customer without any purchase belongs to no cohort, with -£3.00." in shown
    assert "Orders that name no customer: £7.00. Together this is all net revenue, £5,646.00." in shown


def test_a_part_of_the_shop(folder):
    build(folder)
    app = run(folder, "cohorts", region=value_id("region", "North"))
    assert set(cohort for cohort, _k in heat(app)) == {"2025-05-01"}
    assert "Together this is all net revenue" not in texts(app)


def test_nobody_has_bought(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2024-01-10", 10)
    shop.customer("bob", region="North")
    finish(shop.build(history=False))
    app = run(folder, "cohorts", region=value_id("region", "North"))
    assert "Nobody of this selection has bought yet" in texts(app)


def test_a_shop_of_one_purchase(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2024-01-10", 10)
    finish(shop.build(history=False))
    app = run(folder, "cohorts")
    assert answer(app).startswith("Newer customers cannot be compared")
    assert "Curves need a cohort with two periods behind it" in texts(app)
    assert heat(app) == {("2024-01-01", 0): "100%*"}


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "2025年第2季度的新客户"), ("zh_TW", "2025年第2季的新客戶")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "cohorts", language)
    assert answer(app).startswith(said)
    assert not any(name.split("<")[0].isascii() for name in figures(app)[HEAT]["layout"]["yaxis"]["ticktext"])
