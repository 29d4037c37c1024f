"""The list of customers as a visitor sees it: what is found, its address, its pages, its files."""

import csv
import io
import zipfile

import pytest
import streamlit as st

from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.scope import Scope
from pages.parts import customer_files
from pages.parts.filters import value_id
from tests.pages.customer_shop import LAST, build, button, html, multiselect, names, open_list, param, selectbox
from tests.pages.one_page import NASTY, answer, finish, frame_around, link, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("customers", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


def test_all_customers_with_what_they_brought(folder):
    build(folder)
    app = open_list(folder)
    assert answer(app) == (
        "<strong>4</strong> customers are known; <strong>3</strong> of them bought for <strong>£788</strong> in the "
        "last 12 months, +0.6% on the year before."
    )
    assert names(app) == ["Ann", NASTY, "guest@example.com", "eve"]
    assert "Not in here" not in texts(app)
    assert "1–4 of 4 · £787.75 · 65 orders in the window." in texts(app)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"stage": "wavering"}, [NASTY]),
        ({"tier": "none"}, ["eve"]),
        ({"tier": ["B", "none"]}, ["guest@example.com", "eve"]),
        ({"quadrant": "none", "tier": "none"}, ["eve"]),
        ({"known": "email"}, ["guest@example.com"]),
        ({"source": "online"}, ["Ann"]),
        ({"source": value_id("source", "a *fair*")}, [NASTY]),
        ({"attitude": "measured"}, [NASTY]),
    ],
)
def test_a_link_chooses_labels_by_their_ids(folder, query, found):
    build(folder)
    app = open_list(folder, **query)
    assert names(app) == found
    assert {name: param(app, name) for name in query} == {
        name: value if isinstance(value, list) else [value] for name, value in query.items()
    }
    assert "of 4 customers" in answer(app)


def test_a_link_with_unknown_ids_shows_all_and_cleans_the_address(folder):
    build(folder)
    app = open_list(folder, stage="no such", tier="'; drop table customers")
    assert len(names(app)) == 4
    assert param(app, "stage") == param(app, "tier") == []


def test_words_are_searched_and_never_in_the_address(folder):
    build(folder)
    app = open_list(folder)
    app.text_input[0].set_value("example.com").run()
    assert names(app) == ["Ann", "guest@example.com"]
    assert "example" not in str(app.query_params)
    app.text_input[0].set_value("nobody").run()
    assert answer(app) == "None of 4 customers matches."
    assert "No customer matches." in texts(app)
    button(app, "Show all").click().run()
    assert len(names(app)) == 4


def test_a_new_link_replaces_the_words_of_before(folder):
    build(folder)
    app = open_list(folder)
    app.text_input[0].set_value("ann").run()
    app.query_params["stage"] = "wavering"
    app.run()
    assert names(app) == [NASTY]
    assert app.text_input[0].value == ""


def test_labels_chosen_on_the_page_go_into_the_address(folder):
    build(folder)
    app = open_list(folder)
    multiselect(app, "Stage").set_value(["wavering"]).run()
    assert names(app) == [NASTY]
    assert param(app, "stage") == ["wavering"]
    multiselect(app, "Stage").set_value([]).run()
    assert len(names(app)) == 4
    assert param(app, "stage") == []


def test_columns_and_order(folder):
    build(folder)
    app = open_list(folder)
    multiselect(app, "Columns of the list and of the file").set_value(["customer", "recency_days"]).run()
    selectbox(app, "Sorted by").set_value("recency_days").run()
    shown = app.dataframe[0].value
    assert list(shown.columns) == ["customer", "recency_days"]
    assert shown["customer"].tolist()[0] == NASTY
    assert shown["customer"].tolist()[-1] == "eve"
    multiselect(app, "Columns of the list and of the file").set_value([]).run()
    assert list(app.dataframe[0].value.columns) == ["customer"]


TEXTS = ("tier_why", "quadrant_why", "stage_why", "next_step")


def test_why_and_what_next_as_columns(folder):
    build(folder)
    app = open_list(folder)
    chosen = multiselect(app, "Columns of the list and of the file")
    assert {"Why this tier", "Why this quadrant", "Why this stage", "Next step"} <= set(chosen.options)
    chosen.set_value(["customer", *TEXTS]).run()
    shown = app.dataframe[0].value
    ann, bob = shown.iloc[0], shown.iloc[1]
    assert ann["customer"] == "Ann"
    assert ann["tier_why"].startswith("A because £530 in the last 12 months puts this customer in the first 67%")
    assert bob["stage_why"].startswith("Wavering because silent for 63 days")
    assert bob["next_step"].startswith("Solid with a purchase within")
    assert shown["next_step"].tolist()[3] == "Acquainted with a first purchase."
    assert not {"By Next step", "By Why this tier"} & set(selectbox(app, "Sorted by").options)
    multiselect(app, "Columns of the list and of the file").set_value(["next_step"]).run()
    assert list(app.dataframe[0].value.columns) == ["next_step"]


def test_why_in_the_readers_language(folder):
    build(folder)
    app = open_list(folder, language="zh_TW")
    app.session_state["customers_choice"].columns = ("customer", *TEXTS)
    app.run()
    assert app.dataframe[0].value["stage_why"].tolist()[3] == "潛在客戶：尚未購買過。"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_why_in_the_files(folder, form):
    build(folder)
    open_list(folder)
    made = customer_files.maker(form, Scope(LAST), Filters(stages=("prospect",)), ("customer_id", *TEXTS), Order())()
    if form == "csv":
        head, row = csv.reader(io.StringIO(made.decode("utf-8-sig")))
        assert head == ["Customer number", "Why this tier", "Why this quadrant", "Why this stage", "Next step"]
        assert row[3:] == ["Prospect because nothing was bought yet.", "Acquainted with a first purchase."]
    else:
        with zipfile.ZipFile(io.BytesIO(made)) as book:
            assert "Acquainted with a first purchase." in book.read("xl/worksheets/sheet1.xml").decode()


def test_pages_of_rows(folder, monkeypatch):
    monkeypatch.setattr("crm_core.queries.customers.PAGE_ROWS", 2)
    build(folder)
    app = open_list(folder)
    assert names(app) == ["Ann", NASTY]
    app.session_state["customers_choice"].page = 2
    app.run()
    assert names(app) == ["guest@example.com", "eve"]
    assert "3–4 of 4" in texts(app)
    app.text_input[0].set_value("ann").run()
    assert names(app) == ["Ann"]


def test_the_files_hold_what_is_shown_and_cannot_act(folder):
    build(folder)
    assert [b.label for b in open_list(folder).main.get("download_button")] == ["CSV", "XLSX"]
    wanted = (Scope(LAST), Filters(stages=("wavering", "prospect")), ("customer", "tier", "revenue", "source"), Order())
    rows = list(csv.reader(io.StringIO(customer_files.maker("csv", *wanted)().decode("utf-8-sig"))))
    assert rows[1:] == [[NASTY, "A · Key", "217.75", "a *fair*"], ["eve", "No purchase in the window", "0.00", ""]]
    with zipfile.ZipFile(io.BytesIO(customer_files.maker("xlsx", *wanted)())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>217.75</v>" in sheet
    assert "<f>" not in sheet


def test_a_tick_opens_the_profile_and_back_leads_to_the_same_list(folder):
    build(folder)
    app = open_list(folder, stage="wavering")
    app.session_state["customers_rows_1"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert param(app, "customer") == [link(2)]
    assert app.header[0].value != ""
    button(app, "Back to the list").click().run()
    assert param(app, "customer") == []
    assert param(app, "stage") == ["wavering"]
    assert names(app) == [NASTY]


def test_back_keeps_words_and_order(folder):
    build(folder)
    app = open_list(folder)
    app.text_input[0].set_value("e").run()
    selectbox(app, "Sorted by").set_value("customer").run()
    before = names(app)
    app.query_params["customer"] = link(1)
    app.run()
    button(app, "Back to the list").click().run()
    assert names(app) == before
    assert app.text_input[0].value == "e"


def test_the_list_shows_names_as_they_are(folder):
    build(folder)
    assert NASTY in names(open_list(folder))


@pytest.mark.parametrize("page", ["customers", "lifecycle"])
def test_what_names_no_customer_is_said(tmp_path, monkeypatch, page):
    folder = frame_around(page, tmp_path, monkeypatch)
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2024-01-10", 75)
    shop.order(None, "2024-01-11", 25)
    finish(shop.build())
    said = "Not in here: orders that name no customer (1 in the whole shop). They brought £25.00 in the window (25%)."
    assert said in texts(run(folder, page))


def test_an_empty_shop_says_what_would_fill_it(folder):
    assert "no orders have been loaded" in run(folder, "customers").info[0].value


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
@pytest.mark.parametrize("query", [{}, {"customer": link(1)}])
def test_no_english_is_left_in_chinese(folder, language, query):
    build(folder)
    app = open_list(folder, language, **query)
    assert app.title[0].value in ("客户", "客戶")
    for word in ("customer", "bought", "months", "before", "window"):
        assert word not in answer(app) + texts(app) + html(app).replace("customer_id", "")
