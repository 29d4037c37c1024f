"""The page This week as a visitor sees it: the answer, the picture, the list, a tick with a note, and its undo."""

from datetime import date, timedelta

import duckdb
import pytest
import streamlit as st

from crm_core import exporting
from crm_core.building import fill_history
from crm_core.call_reasons import Teller
from crm_core.database import open_database
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked
from crm_core.settings import Settings
from pages.parts import call_list, shops
from tests.pages.one_page import NASTY, answer, build_once, figures, finish, frame_around, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("this_week", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


@build_once
def build(folder, people=("small", "big", "ida", "new"), hidden=False, history=True):
    """Weekly buyers until 16 April 2025: big (Amy's) and small stopped on 5 March, ida goes on; new bought once."""
    shop = Shop(str(folder / "shop.duckdb"))
    weeks = {"small": (80, range(10)), "big": (90, range(10)), "ida": (95, range(16)), "new": (50, [14])}
    for name in people:
        amount, bought = weeks[name]
        facts = {"owner": "Amy", "phone": "0151 234", "name": NASTY} if name == "big" else {"name": name.title()}
        shop.customer(name, **facts)
        for week in bought:
            shop.order(name, str(date(2025, 1, 1) + timedelta(days=7 * week)), amount)
    connection = shop.build(Settings(warming_up_days=0), history)
    if hidden:
        connection.execute("delete from outcome_rows")
        for pace_class in ("falling", "neither"):
            connection.execute(
                "insert into outcome_rows by name select date '2024-01-31' as as_of, 'B' as tier, 'steady' as stage,"
                " cast($1 as pace_class) as pace_class, 100 as customers, 50 as bought_again, 50 as grew, 0 as revenue,"
                " 0 as window_revenue", [pace_class],
            )  # fmt: skip
    finish(connection)


def chosen(row):
    return {"selection": {"rows": [row], "columns": [], "cells": []}}


def people_of(app):
    return next(list(table.value["customer"]) for table in app.dataframe if "customer" in table.value)


def kept(folder):
    st.cache_resource.clear()
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        return connection.execute("select value, reason, done_by, note from calls").fetchall()


def test_the_answer_the_picture_and_the_owners(folder):
    build(folder)
    app = run(folder, "this_week")
    assert answer(app) == "<strong>3</strong> calls are worth <strong>£1,750</strong> a year."
    (bars,) = figures(app)[0]["data"]
    assert bars["x"] == [1700, 50]
    assert bars["text"] == ["£1,700<br>2 calls", "£50<br>1 call"]
    assert bars["customdata"] == ["wavering", "first_time"]
    owners = app.dataframe[0].value
    assert owners[["name", "calls", "money"]].values.tolist() == [["Amy", 1, 900], ["No account manager", 2, 850]]


def test_the_list_says_why(folder):
    build(folder)
    table = run(folder, "this_week").dataframe[1].value
    assert table["customer"].tolist() == [NASTY, "Small", "New"]
    assert table["why"].tolist() == [
        "Key customer, wavering since 5 Apr 2025; becomes lost on 4 Jun 2025 if nothing is bought. "
        "Brought £900 in the last 12 months.",
        "Key customer, wavering since 5 Apr 2025; becomes lost on 4 Jun 2025 if nothing is bought. "
        "Brought £800 in the last 12 months.",
        "Bought once, on 9 Apr 2025, for £50. Others buy again after 7 days; now it is 7.",
    ]
    assert table["phone"].tolist()[0] == "0151 234"


def test_a_call_is_ticked_with_a_note_and_taken_back(folder):
    build(folder)
    app = run(folder, "this_week", state={"calls_list_0": chosen(0)})
    assert [text.value for text in app.text] == ["0151 234"]
    assert NASTY not in "\n".join(element.value for element in app.markdown)
    app.text_input[0].set_value(" calls back ")
    app.button(key="call_done").click().run()
    assert not app.error
    assert people_of(app) == ["Small", "New"]
    assert not list(app.text), "the next customer is not chosen by itself"
    assert answer(app) == "<strong>2</strong> calls are worth <strong>£850</strong> a year."
    assert "Done in the last 30 days (1)" in [element.label for element in app.expander]
    assert "calls back" in texts(app)
    assert kept(folder) == [("big", "wavering", "test@example.com", "calls back")]
    app.run()
    next(button for button in app.button if button.key.startswith("call_undo")).click().run()
    assert not app.error
    assert people_of(app) == [NASTY, "Small", "New"]
    assert kept(folder) == []


def test_the_profile_is_one_click_away(folder):
    build(folder)
    app = run(folder, "this_week", state={"calls_list_0": chosen(1)})
    assert [text.value for text in app.text] == ["No phone number or e-mail is known."]
    app.button(key="call_profile").click().run()
    assert app.title[0].value == "customers"
    assert "customer" in app.query_params


def test_everybody_called_leaves_nothing_to_do(folder):
    build(folder, ("new", "ida"))
    app = run(folder, "this_week", state={"calls_list_0": chosen(0)})
    app.button(key="call_done").click().run()
    assert not app.error
    assert "Everybody who deserves a call was called in the last 30 days." in texts(app)
    assert "Done in the last 30 days (1)" in [element.label for element in app.expander]


def test_nobody_needs_a_call(folder):
    build(folder, ("ida",))
    assert "Nobody of this selection needs a call now." in texts(run(folder, "this_week"))


@pytest.mark.parametrize(
    ("state", "people"),
    [
        ({"calls_reasons": ["first_time"]}, ["New"]),
        ({"calls_reasons": ["first_time", "wavering"]}, [NASTY, "Small", "New"]),
        ({"calls_owner": "none"}, ["Small", "New"]),
        ({"calls_owner": "none", "calls_reasons": ["wavering"]}, ["Small"]),
        ({"calls_more": True}, [NASTY, "Small", "New"]),
    ],
)
def test_a_choice_of_reasons_and_owners(folder, state, people):
    build(folder)
    app = run(folder, "this_week", state=state)
    assert people_of(app) == people
    assert f"{len(people)} of {len(people)} calls" in texts(app)


def test_the_filters_of_the_header_apply(folder):
    build(folder)
    app = run(folder, "this_week", owner="none")
    assert people_of(app) == ["Small", "New"]


def test_a_month_of_the_past_shows_the_calls_of_now(folder):
    build(folder)
    app = run(folder, "this_week", as_of="2025-02")
    assert "Calls are about now: shown as of 16 Apr 2025." in texts(app)
    assert people_of(app) == [NASTY, "Small", "New"]


def test_what_did_not_prove_true_is_left_out_and_said(folder):
    build(folder, hidden=True)
    app = run(folder, "this_week")
    assert "Falling customers are left out: after 31 Jan 2024 they grew as often as others." in texts(app)
    assert "Rising stars are left out" not in texts(app)


def test_while_the_history_is_filled_in_only_what_is_certain_is_said(folder, monkeypatch):
    """New, who bought once, is told from nothing but the newest month too; yet it may turn out to be falling."""
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder, hidden=True, history=False)
    app = run(folder, "this_week")
    assert answer(app) == (
        "So far <strong>2</strong> calls are certain, worth <strong>£1,700</strong> a year: key customers who waver. "
        "Others may follow."
    )
    assert people_of(app) == [NASTY, "Small"]
    assert "left out" not in texts(app)
    (bar,) = app.get("progress")
    assert bar.proto.text.startswith("The months before the newest are still being computed: ")
    with shops.cursor("own") as own:
        fill_history(own)
    app.run()
    assert answer(app).startswith("<strong>3</strong> calls are worth")
    assert not app.get("progress")


def test_nobody_certain_is_not_nobody(folder, monkeypatch):
    monkeypatch.setattr("pages.parts.shops.fill_history_in_background", lambda connection: None)
    build(folder, people=("ida", "new"), history=False)
    assert "Whom to call is not known yet: it takes the months before." in texts(run(folder, "this_week"))


def test_a_short_history_is_said(folder):
    shop = Shop(str(folder / "shop.duckdb"))
    shop.order("ann", "2024-01-01", 10)
    shop.order("ann", "2024-01-08", 10)
    shop.order("bob", "2024-01-08", 10)
    shop.order("ann", "2024-01-15", 10)
    finish(shop.build())
    app = run(folder, "this_week")
    assert answer(app) == "<strong>1</strong> call is worth <strong>£10</strong> a year."
    assert "days of history lie behind these numbers" in texts(app)


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "个电话"), ("zh_TW", "通電話")])
def test_in_chinese(folder, language, said):
    build(folder)
    app = run(folder, "this_week", language, state={"calls_list_0": chosen(0)})
    assert said in answer(app)
    assert "Key customer" not in app.dataframe[1].value["why"].tolist()[0]


def test_the_files_hold_the_reason_and_how_to_reach_the_customer(folder):
    build(folder)
    assert [button.label for button in run(folder, "this_week").main.get("download_button")] == ["CSV", "XLSX"]
    st.cache_resource.clear()
    connection = open_database(folder / "shop.duckdb")
    read = call_list.reader(Scope(date(2025, 4, 16)), Asked(), Teller("en", "GBP", 12))
    lines = exporting.csv_bytes(read(connection), call_list.files()).decode("utf-8-sig").splitlines()
    connection.close()
    assert lines[0].startswith("Customer,Customer number,At stake,Reason,Since when,Why call,Becomes lost on,")
    assert lines[1].startswith(f"{NASTY},big,900.00,Key customers wavering,2025-04-05,")
    assert lines[1].endswith(",2025-06-04,Amy,0151 234,,")
    assert len(lines) == 4
