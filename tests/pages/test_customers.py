"""The Customers page as a visitor sees it: the list, its address, its files, and one customer's profile."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
import streamlit as st

from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.scope import Scope
from pages.parts import customer_files
from pages.parts.filters import value_id
from tests.pages.one_page import NASTY, answer, build_once, figures, finish, frame_around, run, texts
from tests.shop import Shop

LAST = date(2025, 3, 31)
LATE = ("wavering", ["wavering"])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("customers", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


@build_once
def build(folder, days=900, lines=True):
    """ann weekly for 10; bob, nasty throughout, every 28 days for 20 and silent for 63; eve a prospect; a guest."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.customer("ann", name="Ann", region="North", source="online", email="ann@example.com")
    nasty = {"name": NASTY, "phone": NASTY, "tags": json.dumps({NASTY: NASTY}), "referred_by": "ann"}
    shop.customer("bob", region="South", source="a *fair*", owner=NASTY, **nasty)
    shop.customer("eve", joined_on=LAST - timedelta(5), referred_by="bob")
    for back in range(0, days, 7):
        shop.order("ann", str(LAST - timedelta(back)), 10)
    for back in range(63, days, 28):
        order = shop.order("bob", str(LAST - timedelta(back)), 20.25, channel=NASTY)
    shop.order("bob", str(LAST - timedelta(60)), -5)
    shop.order(None, "2025-03-01", 40, email="guest@example.com")
    if lines:
        shop.line(order, product=NASTY, category="=1+1", quantity=2, line_amount=20)
    shop.answer("bob", str(LAST - timedelta(400)), 3, comment=NASTY)
    finish(shop.build())


def open_list(folder, language="en", state=None, **query):
    """The page as a link with this query opens it."""
    app = run(folder, "customers", language, state)
    if query:
        app.query_params.update(query)
        app.run()
    assert not app.exception
    assert not app.error
    return app


def said(app):
    """Everything that is read as Markdown, as it is: with the backslashes."""
    parts = (*app.markdown, *app.caption, *app.header, *app.title, *app.info)
    return "\n".join([*(element.value for element in parts), *(button.label for button in app.button)])


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def names(app):
    return app.dataframe[0].value["customer"].tolist()


def param(app, name):
    """A parameter of the address as a list; AppTest keeps single ones bare."""
    value = app.query_params.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def test_all_customers_with_what_they_brought(folder):
    build(folder)
    app = open_list(folder)
    assert answer(app) == (
        "<strong>4</strong> customers are known; <strong>3</strong> of them bought for <strong>£788</strong> in the "
        "last 12 months, +0.6% on the year before."
    )
    assert names(app) == ["Ann", NASTY, "guest@example.com", "eve"]
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
    assert [b.label for b in open_list(folder).get("download_button")] == ["CSV", "XLSX"]
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
    assert param(app, "customer") == ["2"]
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
    app.query_params["customer"] = "1"
    app.run()
    button(app, "Back to the list").click().run()
    assert names(app) == before
    assert app.text_input[0].value == "e"


def test_a_profile(folder):
    build(folder)
    app = open_list(folder, customer="1")
    assert app.header[0].value == "Ann"
    assert answer(app).startswith(
        "<strong>A · Key</strong>, <strong>Solid</strong>: brought <strong>£530</strong> in 12 months"
    )
    values = [(metric.label, metric.value, metric.delta) for metric in app.metric]
    assert values[0] == ("Revenue", "£530", "+1.9%")
    assert [label for label, *_ in values[1:]] == [
        "Orders",
        "Average order",
        "Purchase days",
        "Attitude",
        "Days silent",
    ]
    assert "a year before: £520" in texts(app)
    shown = html(app)
    for part in (
        "Net revenue in the window: £530.00.",
        "A starts at £217.75, B at £40.00.",
        "often begins at",
        "Silent for 0 days; the usual gap is 7.0 days, so 0.00 times it.",
        "wavering from 1 May 2025 (over 1.5 times and 30 days), lost from 30 Jun 2025 (over 3 times and 90 days)",
        "ann@example.com",
        "not recorded",
        "1 customer",
    ):
        assert part in shown
    assert len(figures(app)) == 1
    assert app.dataframe[0].value["net_revenue"].tolist()[:2] == [10.0, 10.0]


def test_the_lists_of_a_profile(folder):
    build(folder)
    app = open_list(folder, state={"profile_list": "bought"}, customer="2")
    assert app.dataframe[0].value["product"].tolist() == [NASTY]
    app = open_list(folder, state={"profile_list": "answers"}, customer="2")
    assert app.dataframe[0].value["comment"].tolist() == [NASTY]
    assert app.dataframe[0].value["scale"].tolist() == ["3 of 0–10"]
    app = open_list(folder, state={"profile_list": "answers"}, customer="1")
    assert "has not answered a survey" in texts(app)


def test_without_lines_the_profile_says_what_would_fill_it(folder):
    build(folder, lines=False)
    app = open_list(folder, state={"profile_list": "bought"}, customer="2")
    assert "No file says what orders consist of" in texts(app)


@pytest.mark.parametrize("shown", ["orders", "bought", "answers"])
def test_nothing_from_a_file_is_read_as_markdown_or_html(folder, shown):
    build(folder)
    for app in (open_list(folder), open_list(folder, state={"profile_list": shown}, customer="2")):
        assert "![](" not in said(app)
        assert "**b**" not in said(app)
        assert "<b>x" not in said(app) + html(app)
    assert "&lt;b&gt;x&lt;/b&gt;" in html(app)
    assert not any("http" in json.dumps(figure) for figure in figures(app))


def test_the_list_shows_names_as_they_are(folder):
    build(folder)
    assert NASTY in names(open_list(folder))


@pytest.mark.parametrize("key", ["999", "0", "-1", "x", "1; drop", "9" * 30, "²", "1.0", ""])
def test_an_unknown_customer_is_said_in_a_sentence(folder, key):
    build(folder)
    app = open_list(folder, customer=key)
    assert "There is no such customer." in app.info[0].value
    button(app, "Back to the list").click().run()
    assert len(names(app)) == 4


def test_who_referred_the_customer_is_one_click_away(folder):
    build(folder)
    app = open_list(folder, customer="2")
    assert app.header[0].value.replace("\\", "").startswith("![](http:")
    button(app, "Open Ann").click().run()
    assert app.header[0].value == "Ann"


def test_a_prospect(folder):
    build(folder)
    app = open_list(folder, customer="3")
    assert answer(app) == "Has not bought yet: <strong>Prospect</strong>."
    assert "No purchase in the data." in html(app)
    assert "No orders up to 31 Mar 2025." in texts(app)
    assert app.header[0].value == "eve"


def test_a_customer_of_a_later_month_has_not_been_seen_yet(folder):
    build(folder)
    app = run(folder, "customers", as_of="2024-10")
    app.query_params["customer"] = "3"
    app.run()
    assert "On 31 Oct 2024 this customer had not been seen yet." in app.info[0].value


def test_a_short_history_has_no_comparison(folder):
    build(folder, days=100)
    app = open_list(folder, customer="1")
    assert "no comparison: history too short" in texts(app)
    assert all(metric.delta == "" for metric in app.metric)


def test_an_empty_shop_says_what_would_fill_it(folder):
    assert "no orders have been loaded" in run(folder, "customers").info[0].value


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
@pytest.mark.parametrize("query", [{}, {"customer": "1"}])
def test_no_english_is_left_in_chinese(folder, language, query):
    build(folder)
    app = open_list(folder, language, **query)
    assert app.title[0].value in ("客户", "客戶")
    for word in ("customer", "bought", "months", "before", "window"):
        assert word not in answer(app) + texts(app) + html(app).replace("customer_id", "")


def button(app, label):
    return next(b for b in app.button if b.label.replace("\\", "") == label)


def multiselect(app, label):
    return next(m for m in app.multiselect if m.label == label)


def selectbox(app, label):
    return next(s for s in app.selectbox if s.label == label)
