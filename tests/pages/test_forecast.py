"""The Forecast page as a visitor sees it: the answer, the check of a year ago, the customers, and why there is none."""

import re

import pytest
import streamlit as st

from crm_core import exporting
from crm_core.queries import forecast, forecast_outcome
from crm_core.queries.scope import Scope
from crm_core.settings import changed
from crm_core.words import short_money
from pages.parts import customer_columns, forecast_list, list_files
from pages.parts.filters import value_id
from tests.forecast import shop as shops
from tests.forecast.shop import NEWEST, SETTINGS, YEAR_BEFORE
from tests.pages.one_page import NASTY, answer, build_once, click, figures, finish, frame_around, link, run, texts
from tests.shop import Shop

FORECAST_TABLES = ("forecast_fit", "forecast_rows", "forecast_groups", "forecast_outcomes")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("forecast", tmp_path, monkeypatch)
    st.cache_resource.clear()


@build_once
def build(folder, settings=SETTINGS, customers=shops.CUSTOMERS):
    """c00, the customer of the highest value, has a nasty name; eve, who never bought, lives in the South."""
    shop = shops.shop(str(folder / "shop.duckdb"), customers)
    shop.customer("c00", name=NASTY, region="North")
    shop.customer("eve", region="South")
    finish(shops.forecast(shop.build(settings)))


def opened(folder):
    return Shop(str(folder / "shop.duckdb")).connection


def facts(folder):
    """What the page must say, from the same questions."""
    connection = opened(folder)
    ahead = forecast.ahead(connection, Scope(NEWEST))
    outcome = forecast_outcome.outcome(connection, Scope(NEWEST))
    best = forecast.customers(connection, Scope(NEWEST), 200)
    connection.close()
    return ahead, outcome, best


def money(value):
    return short_money(value, "GBP", "en")


def test_the_answer_holds_the_forecast_against_the_one_of_a_year_ago(folder):
    build(folder)
    ahead, outcome, _best = facts(folder)
    app = run(folder, "forecast")
    assert answer(app) == (
        f"Expected from today&#x27;s customers in 12 months: <strong>{money(ahead.expected_revenue)}</strong> "
        f"(a year ago this method said {money(outcome.expected_revenue)}; it became {money(outcome.revenue)})."
    )
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Expected revenue"] == money(ahead.expected_revenue)
    assert values["Will buy again"] == str(round(ahead.expected_buyers))
    assert values["Expected value"] == money(ahead.expected_value)


def test_the_pictures(folder):
    build(folder)
    ahead, _outcome, _best = facts(folder)
    app = run(folder, "forecast")
    tiers, chances = figures(app)
    assert sum(tiers["data"][1]["x"]) == pytest.approx(ahead.expected_revenue)
    assert sum(tiers["data"][0]["x"]) == pytest.approx(ahead.window_revenue)
    assert sum(sum(bar["y"]) for bar in chances["data"]) == ahead.customers
    assert "Too few customers in this selection to say: fewer than 30 a group." in texts(app)


def test_the_check_shows_groups_that_are_large_enough(folder):
    build(folder)
    connection = opened(folder)
    connection.execute("update forecast_outcomes set customers = 40 where prediction_group <> 5")
    connection.close()
    calibration = figures(run(folder, "forecast"))[1]
    expected, came, pace = calibration["data"]
    assert expected["x"] == came["x"] == pace["x"] == [str(group) for group in range(1, 11)]
    assert [y is None for y in came["y"]] == [group == 5 for group in range(1, 11)]
    assert [(note["x"], note["text"]) for note in calibration["layout"]["annotations"]] == [(4, "too few to say (9)")]
    assert set(came["marker"]["pattern"]["shape"]) == {""}


def test_the_customers_by_value_and_what_their_names_may_not_do(folder):
    build(folder)
    _ahead, _outcome, best = facts(folder)
    app = run(folder, "forecast")
    shown = app.dataframe[1].value
    assert shown["name"].tolist() == best["name"].tolist()
    assert NASTY in shown["name"].tolist()
    assert shown["expected_value"].tolist() == pytest.approx(best["expected_value"].tolist())
    assert shown["purchase_probability"].tolist() == pytest.approx((100 * best["purchase_probability"]).tolist())


def test_a_click_on_a_bar_leads_to_the_tier(folder):
    build(folder)
    bar = figures(run(folder, "forecast"))[0]["data"][1]
    assert bar["customdata"][-1] == ["none"]
    app = run(folder, "forecast", state={"forecast_tiers": click(bar["customdata"][0])})
    assert app.title[0].value == "customers"
    assert app.query_params["tier"] == "A"


def test_a_row_leads_to_the_profile(folder):
    build(folder)
    _ahead, _outcome, best = facts(folder)
    chosen = {"selection": {"rows": [2], "columns": [], "cells": []}}
    app = run(folder, "forecast", state={"forecast_customers": chosen})
    assert app.title[0].value == "customers"
    assert app.query_params["customer"] == link(best["customer_key"].iloc[2])


def test_the_file_holds_every_customer(folder):
    build(folder)
    connection = opened(folder)
    columns = list_files.columns(forecast_list.columns(SETTINGS), customer_columns.coded)
    content = exporting.csv_bytes(forecast.chunks(connection, Scope(NEWEST)), columns)
    connection.close()
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == shops.CUSTOMERS + 1
    assert lines[0].startswith("Customer,Tier,Stage,Chance of a purchase,Purchase days,Expected revenue,")
    assert re.fullmatch(r"c\d\d,A · Key,\w+,0\.\d+,[\d.]+,\d+\.\d\d,\d+\.\d\d,\d+\.\d\d,0\.\d+", lines[1])


def test_the_model_is_told_in_words(folder):
    build(folder)
    app = run(folder, "forecast")
    assert "Fitted to 90 customers; 90 of them came back." in texts(app)
    assert app.dataframe[2].value["name"].tolist() == ["r", "alpha", "a", "b", "p", "q", "gamma"]
    assert "hardly anybody is seen to leave" not in texts(app)


def test_a_shop_that_nobody_leaves_is_told_to_be_careful(folder):
    build(folder)
    connection = opened(folder)
    connection.execute("update forecast_fit set a = 0.001, b = 10")
    connection.close()
    assert "hardly anybody is seen to leave" in texts(run(folder, "forecast"))


def test_a_part_of_the_shop(folder):
    build(folder)
    app = run(folder, "forecast", region="none")
    assert "of 89 customers" in texts(app)


def test_a_part_that_never_bought_says_so(folder):
    build(folder)
    app = run(folder, "forecast", region=value_id("region", "South"))
    assert "No customer of this selection has bought yet." in texts(app)


def test_a_year_ago_too_short_is_left_out_of_the_answer(folder):
    build(folder, changed(SETTINGS, warming_up_days=600))
    connection = opened(folder)
    connection.execute("update forecast_outcomes set customers = 40")
    connection.close()
    app = run(folder, "forecast")
    assert "a year ago" not in answer(app)
    assert "the history is too short to check" in texts(app)
    assert "Hatched: the history of that time was too short" in texts(app)
    assert set(figures(app)[1]["data"][1]["marker"]["pattern"]["shape"]) == {"/"}


def test_the_date_a_year_before_says_what_became_of_it(folder):
    build(folder)
    _ahead, outcome, _best = facts(folder)
    app = run(folder, "forecast", as_of=YEAR_BEFORE.strftime("%Y-%m"))
    assert answer(app) == (
        f"On 30 Jun 2023, <strong>{money(outcome.expected_revenue)}</strong> was expected from the customers of then "
        f"in 12 months; it became <strong>{money(outcome.revenue)}</strong>."
    )


def test_other_months_have_no_forecast(folder):
    build(folder)
    app = run(folder, "forecast", as_of="2024-02")
    assert "There is a forecast for the newest month only" in texts(app)


def test_a_forecast_over_another_time_cannot_be_checked(folder):
    build(folder, changed(SETTINGS, forecast_months=6))
    app = run(folder, "forecast")
    assert "in 6 months" in answer(app)
    assert "The forecast looks 6 months ahead; only one over 12 can be held against" in texts(app)


def test_too_little_data_is_said(folder):
    build(folder, customers=30)
    app = run(folder, "forecast")
    assert answer(app) == (
        "Too little data for a forecast: 30 customers came back for a second purchase, and it takes 50."
    )
    assert "older exports" in texts(app)


@pytest.mark.parametrize("tables", [FORECAST_TABLES, FORECAST_TABLES[2:]])
def test_a_forecast_that_is_still_being_made_is_announced(folder, monkeypatch, tables):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder)
    connection = opened(folder)
    for table in tables:
        connection.execute(f"delete from {table}")
    connection.close()
    assert "The forecast is being computed." in texts(run(folder, "forecast"))


@pytest.mark.parametrize(
    ("language", "said"), [("zh_CN", "现有客户未来 12 个月预计带来"), ("zh_TW", "現有客戶未來 12 個月預計帶來")]
)
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "forecast", language)
    assert answer(app).startswith(said)
    assert "Customers" not in texts(app)
