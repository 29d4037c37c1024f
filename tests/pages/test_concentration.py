"""The Concentration page as a visitor sees it: the answer, the curve, the exposure, the names, and where it ends."""

from datetime import date

import pytest
import streamlit as st

from crm_core import exporting
from crm_core.database import open_database
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from pages.parts import exposed
from pages.parts.filters import value_id
from tests.pages.one_page import NASTY, answer, build_once, click, figures, finish, frame_around, link, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("concentration", tmp_path, monkeypatch)
    st.cache_resource.clear()


@build_once
def build(folder, settings=None, years=2, customers=12, history=True):
    """c0 brings 1,000 and wavers, c1 500 and likes us little, the others 50 each; 7 of nobody.

    The same in each year before, by customers of that year. Who bought once is wavering from day 46 on.
    """
    shop = Shop(str(folder / "shop.duckdb"))
    for year in range(2024, 2023 - years, -1):
        name = "c" if year == 2024 else f"c{year}_"
        for number in range(customers):
            month = "05-01" if number == 0 else "06-20"
            shop.order(f"{name}{number}", f"{year}-{month}", 1000 if number == 0 else 500 if number == 1 else 50)
        for month in ("04-01", "05-01", "05-31", "06-30"):
            shop.order(f"{name}rhythm", f"{year}-{month}", 12.5)
    shop.order(None, "2024-06-30", 7)
    shop.answer("c1", "2024-06-20", 2)
    shop.customer("c0", name=NASTY, region="North", owner="Olga")
    shop.customer("new")
    finish(shop.build(settings or Settings(tier_method="amount", tier_amount_a=400), history=history))


def test_the_answer_with_its_year_and_what_is_at_risk(folder):
    build(folder)
    assert answer(run(folder, "concentration")) == (
        "Your ten largest customers bring <strong>93%</strong> of revenue (a year before 93%); "
        "<strong>1</strong> of them is wavering. "
        "<strong>1</strong> key customer (A) is at risk, with <strong>£1,000</strong> of revenue."
    )


def test_without_a_year_before_nothing_is_compared(folder):
    build(folder, years=0)
    app = run(folder, "concentration")
    assert "a year before" not in answer(app)
    assert "Only 91 days of history" in texts(app)
    assert "vs the year before" not in texts(app)


def test_the_numbers_and_tables(folder):
    build(folder)
    app = run(folder, "concentration")
    values = {metric.label: metric.value for metric in app.metric}
    # 13 customers bring 1,000 + 500 + 11 × 50 = 2,050, of which 80 % are 1,640: two bring 1,500, so ties come in.
    assert values["Bring 80% of revenue"] == "13"
    assert values["The ten largest bring"] == "93%"
    tops, firsts = (table.value for table in app.dataframe[:2])
    assert tops["customers"].tolist() == [1, 1, 2, 3]
    assert firsts["customers"].tolist() == [1, 1, 1, 2, 13]
    assert "All shares are of £2,050.00, the revenue of the 13 customers who bought from 1 Jul 2023 to 30 Jun 2024" in (
        texts(app)
    )
    assert "orders that name no customer (1 in the whole shop). They brought £7.00" in texts(app)


def test_the_curve_and_its_year(folder):
    build(folder)
    lorenz = figures(run(folder, "concentration"))[0]
    before, now = lorenz["data"][1:]
    assert before["name"] == "a year before"
    assert now["x"][-1] == 1
    assert now["y"][-1] == 1
    assert now["y"][-2] == pytest.approx(1050 / 2050)


def test_the_names_and_the_largest(folder):
    build(folder)
    app = run(folder, "concentration")
    names, largest = (table.value for table in app.dataframe[2:])
    assert names["customer"].tolist() == [NASTY, "c1"]
    assert names["why"].tolist() == ["wavering", "weak attitude, measured"]
    assert [str(day)[:10] for day in names["wavering_since"]] == ["2024-06-16", "NaT"]
    assert len(largest) == 10
    assert largest["cumulative_share"].tolist()[-1] == pytest.approx(100 * 1900 / 2050)
    assert "At risk or measured as weak: 2 customers with £1,500, each counted once." in texts(app)


@pytest.mark.parametrize(
    ("part", "labels"),
    [
        ("wavering", {"stage": "wavering"}),
        ("lost_since", {"stage": "lost"}),
        ("weak", {"attitude": "measured"}),
        ("unknown", {"attitude": "none"}),
        ("keeping", {}),
    ],
)
def test_a_click_on_a_part_leads_to_its_customers(folder, part, labels):
    build(folder)
    app = run(folder, "concentration", state={"concentration_exposure": click(part)})
    assert app.title[0].value == "customers"
    assert {name: app.query_params[name] for name in app.query_params if name in ("tier", "stage", "attitude")} == {
        "tier": "A", **labels,
    }  # fmt: skip


def test_a_click_on_a_name_opens_the_profile(folder):
    build(folder)
    for key in ("concentration_exposed", "concentration_largest"):
        app = run(folder, "concentration", state={key: {"selection": {"rows": [0], "columns": [], "cells": []}}})
        assert app.title[0].value == "customers"
        assert app.query_params["customer"] == link(1)


def test_the_files_hold_the_list(folder):
    build(folder)
    connection = open_database(folder / "shop.duckdb")
    read = exposed.reader(Scope(date(2024, 6, 30)), 2050.0, exposed.why_texts())
    lines = exporting.csv_bytes(read(connection), exposed.files()).decode("utf-8-sig").splitlines()
    connection.close()
    assert lines[0].startswith("Customer,Customer number,Why here,Revenue,Share of revenue,Stage")
    assert lines[1].split(",")[1:4] == ["c0", "wavering", "1000.00"]
    assert len(lines) == 3


def test_a_part_of_the_shop_and_few_customers(folder):
    build(folder)
    app = run(folder, "concentration", region=value_id("region", "North"))
    assert answer(app).startswith("All revenue comes from <strong>1</strong> customer.")
    assert "Share of the largest fifth by month" not in texts(app)


def test_nobody_in_a_and_nobody_at_risk(folder):
    build(folder, Settings(tier_method="amount", tier_amount_a=10000, tier_amount_b=10))
    app = run(folder, "concentration")
    assert "key customer" not in answer(app)
    assert "No customer of this selection is in tier A." in texts(app)
    assert "No key customer is at risk" in texts(app)


def test_an_unfinished_history_says_what_it_cannot_know(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder, history=False)
    app = run(folder, "concentration")
    assert "Who was lost only since the month before is not known" in texts(app)
    assert "One month alone makes no line" in texts(app)


def test_a_shop_whose_customers_gave_everything_back(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2024-01-09", 20)
    shop.order("ann", "2024-01-10", -20)
    finish(shop.build())
    assert "brought anything in the window" in texts(run(folder, "concentration"))


def test_tiers_by_margin_are_said(folder):
    build(folder, Settings(tier_value="margin"))
    assert "ranked by revenue, although the tiers are not" in texts(run(folder, "concentration"))


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "最大的十位客户"), ("zh_TW", "最大的十位客戶")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "concentration", language)
    assert answer(app).startswith(said)
    bars = figures(app)[1]["data"]
    assert not any(bar["name"].isascii() for bar in bars)
