"""The card of the most valuable calls on Overview; in months of the past, the key customers that wavered then."""

from datetime import date, timedelta

import pytest
import streamlit as st

from crm_core.settings import Settings
from tests.pages.one_page import build_once, finish, frame_around, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("overview", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


@build_once
def build(folder, history=True):
    """Seven weekly buyers until 5 March 2025, of 100 to 106; ida goes on until 16 April."""
    shop = Shop(str(folder / "shop.duckdb"))
    for number in range(7):
        for week in range(10):
            shop.order(f"c{number}", str(date(2025, 1, 1) + timedelta(days=7 * week)), 100 + number)
    for week in range(16):
        shop.order("ida", str(date(2025, 1, 1) + timedelta(days=7 * week)), 95)
    finish(shop.build(Settings(warming_up_days=0, tier_share_a=0.98, tier_share_b=0.99), history))


def calls(app):
    return next(table.value for table in app.dataframe if "why" in table.value)


def test_the_five_most_valuable_calls(folder):
    build(folder)
    app = run(folder, "overview")
    found = calls(app)
    assert found["customer"].tolist() == ["c6", "c5", "c4", "c3", "c2"]
    assert found["money"].tolist() == [1060, 1050, 1040, 1030, 1020]
    assert found["why"].tolist() == ["Key customers wavering"] * 5
    assert "The five most valuable of 7 calls; a year's money in GBP." in texts(app)
    assert "See all calls" in [link.proto.label for link in app.get("page_link")]


def test_while_the_history_is_filled_in_no_sum_is_said(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder, history=False)
    app = run(folder, "overview")
    assert calls(app)["customer"].tolist() == ["c6", "c5", "c4", "c3", "c2"]
    assert "So far the key customers who waver: others may follow" in texts(app)
    assert "of 7 calls" not in texts(app)


def test_a_call_leads_to_its_customer(folder):
    build(folder)
    app = run(folder, "overview", state={"overview_calls": {"selection": {"rows": [0], "columns": [], "cells": []}}})
    assert app.title[0].value == "customers"
    assert "customer" in app.query_params


def test_a_month_of_the_past_names_who_wavered_then(folder):
    build(folder)
    app = run(folder, "overview", as_of="2025-03")
    assert not [table for table in app.dataframe if "why" in table.value]
    assert "nobody to call today" in texts(app)
