"""The value classes on the Tiers page: what each deserves, and who is in it."""

import pytest
import streamlit as st

from tests.pages.one_page import NASTY, build_once, finish, frame_around, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("tiers", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


@build_once
def build(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    for name, amount in (("big", 900), ("mid", 80), ("low", 20)):
        shop.order(name, "2024-12-31", amount)
    shop.order("gone", "2023-01-05", 500)
    shop.customer("gone", name=NASTY)
    finish(shop.build())


def shown(app, column):
    return next(table.value for table in app.dataframe if column in table.value)


def test_the_four_classes_and_their_service(folder):
    build(folder)
    found = shown(run(folder, "tiers"), "service")
    assert found[["name", "customers", "revenue"]].values.tolist() == [
        ["Key", 1, 900], ["Developing", 1, 80], ["Maintained", 1, 20], ["Opportunity", 1, 0],
    ]  # fmt: skip
    assert found["customer_share"].tolist() == [25, 25, 25, 25]
    assert found["service"].tolist()[0] == "Tier A: a named contact, visits, and first in line."


def test_a_tick_lists_the_customers_of_a_class(folder):
    build(folder)
    state = {"value_classes": {"selection": {"rows": [3], "columns": [], "cells": []}}}
    app = run(folder, "tiers", state=state)
    assert "Opportunity: the 1 customer with the most revenue" in texts(app)
    assert NASTY in [name for table in app.dataframe if "customer" in table.value for name in table.value["customer"]]
    assert [button.label for button in app.main.get("download_button")] == ["CSV", "XLSX"]


def test_a_customer_of_a_class_is_one_click_from_the_profile(folder):
    build(folder)
    row = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app = run(folder, "tiers", state={"value_classes": row, "value_class_key": row})
    assert app.title[0].value == "customers"
    assert "customer" in app.query_params


@pytest.mark.parametrize(("language", "name"), [("zh_CN", "关键客户"), ("zh_TW", "關鍵客戶")])
def test_in_chinese(folder, language, name):
    build(folder)
    assert shown(run(folder, "tiers", language), "service")["name"].tolist()[0] == name
