"""The Data page as a visitor sees it: what is in, a file on its way in, the check, the load, the receipts."""

import time
from base64 import b64decode

import pytest
import streamlit as st

from crm_core.database import open_database
from pages.parts import upload as uploading
from tests.pages.one_page import NASTY, answer, figures, finish, frame_around, run, take_up, texts, wait_for
from tests.shop import Shop

ORDERS = "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-05,100\n2,,2024-02-05,20\n3,bob,2024-03-05,x\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_UPLOADS", str(tmp_path / "uploads"))
    yield frame_around("data", tmp_path, monkeypatch)
    st.cache_resource.clear()


def drop(app, *files):
    """Drop (name, text) files on the page."""
    number = app.session_state["upload_round"]
    contents = [(name, text if isinstance(text, bytes) else text.encode(), "text/csv") for name, text in files]
    app.file_uploader(key=f"uploader_{number}").set_value(contents)
    return app.run()


def click(app, key):
    """Click, and wait until the work that it began, and the history behind it, have ended and been taken up."""
    app.button(key=key).click().run()
    take_up(app, "job_import")
    wait_for("history")
    return app.run()


def load(app, *files):
    drop(app, *files)
    click(app, "check")
    for box in app.checkbox:
        box.check().run()
    return click(app, "load")


def copies(folder):
    return list((folder / "uploads").glob("*"))


def uploads(app):
    return app.session_state["uploads"]


def values(numbers):
    """A list of small whole numbers, as Plotly packs it."""
    return list(b64decode(numbers["bdata"])) if isinstance(numbers, dict) else numbers


def frames(app):
    return [frame.value.to_dict("list") for frame in app.dataframe]


def test_an_empty_shop_shows_the_way_in_and_the_templates(folder):
    app = run(folder, "data")
    assert answer(app) == "Nothing has been loaded yet."
    assert "Drop the exports of your shop here" in texts(app)
    assert app.selectbox(key="template").options[0] == "Customers"


def test_the_answer_the_picture_and_what_is_missing(folder):
    app = load(run(folder, "data"), ("orders.csv", ORDERS))
    app.button(key="close_loaded").click().run()
    assert answer(app) == (
        "Data through <strong>5 Feb 2024</strong> from one file; <strong>3</strong> rows accounted for; "
        "<strong>33%</strong> of order rows name no customer."
    )
    named, unnamed = figures(app)[0]["data"]
    assert (values(named["y"]), values(unnamed["y"])) == ([1, 0], [0, 1])
    assert "No unusual gap between orders. 20 of 120 revenue (17%) names no customer." in texts(app)
    assert "reach back only 32 days" in app.info[0].value


def test_a_gap_is_marked_and_asked_about(folder):
    days = [f"{day},ann,2024-01-{day:02},10" for day in (*range(1, 11), *range(25, 31))]
    app = load(run(folder, "data"), ("orders.csv", "\n".join(["order_id,customer_id,ordered_at,amount", *days])))
    assert figures(app)[0]["data"][2]["hovertext"] == ["No order from 11 Jan 2024 to 24 Jan 2024 (14 days)"]
    assert "Longest gap: 14 days from 11 Jan 2024 to 24 Jan 2024. Is a file missing?" in texts(app)


def test_a_file_is_understood_and_nothing_is_written_before_the_load(folder):
    app = drop(run(folder, "data"), ("orders.csv", ORDERS))
    (upload,) = uploads(app)
    assert upload.plan.table == "orders"
    assert "2024-01-05 → 5 Jan 2024 · 2024-02-05 · 2024-03-05" in texts(app)
    assert app.selectbox(key=f"meaning_3_{upload.id}").value == "amount"
    click(app, "check")
    receipt, rejects, *_ = frames(app)
    assert receipt["rows"] == [2, 0, 0, 0, 1, 3]
    assert receipt["amount"] == [120, 0, 0, 0, 0, 120]
    assert (rejects["line"], rejects["column"], rejects["value"]) == ([4], ["amount"], ["x"])
    assert app.button(key="load").disabled  # until the visitor agrees that the demo goes
    st.cache_resource.clear()
    with open_database(folder / "shop.duckdb") as connection:
        assert connection.execute("select count(*) from imports").fetchone() == (0,)
        assert connection.execute("select count(*) from order_rows").fetchone() == (0,)


def test_a_load_brings_the_own_shop_with_its_receipt_and_leaves_no_copy(folder):
    app = load(run(folder, "data"), ("orders.csv", ORDERS))
    assert app.session_state["shop"] == "own"
    assert [metric.label for metric in app.metric][:2] == ["Customers", "Orders"]
    assert frames(app)[0]["rows"] == [2, 0, 0, 0, 1, 3]
    assert uploads(app) == []
    assert copies(folder) == []
    assert app.button(key="other_shop").label == "Show the demo shop again"


def test_a_second_load_asks_no_more_about_the_demo(folder):
    app = load(run(folder, "data"), ("orders.csv", ORDERS))
    drop(app, ("more.csv", "order_id,customer_id,ordered_at,amount\n9,ann,2024-04-05,1\n"))
    click(app, "check")
    assert "agreed" not in [box.key for box in app.checkbox]
    assert not app.button(key="load").disabled


def test_the_same_file_again_is_refused_and_changes_nothing(folder):
    app = load(run(folder, "data"), ("orders.csv", ORDERS))
    drop(app, ("other name.csv", ORDERS))
    click(app, "check")
    assert "has been loaded before" in app.error[0].value.replace("\\", "")
    assert "from one file" in answer(app)


def test_a_mapping_can_be_changed_and_the_old_column_gives_way(folder):
    text = "order_id,customer_id,ordered_at,amount,net\n1,ann,2024-01-05,100,80\n"
    app = drop(run(folder, "data"), ("orders.csv", text))
    (upload,) = uploads(app)
    app.selectbox(key=f"meaning_4_{upload.id}").set_value("amount").run()
    assert app.selectbox(key=f"meaning_3_{upload.id}").value == ""
    click(app, "check")
    assert frames(app)[0]["amount"][0] == 80


def test_a_change_after_the_check_asks_for_a_new_check(folder):
    app = drop(run(folder, "data"), ("orders.csv", ORDERS))
    click(app, "check")
    (upload,) = uploads(app)
    app.selectbox(key=f"meaning_1_{upload.id}").set_value("").run()
    assert [button.key for button in app.button if button.key in ("check", "load")] == ["check"]


def test_dates_that_can_be_read_in_two_ways_are_asked_about_with_what_each_would_mean(folder):
    text = "order_id,customer_id,ordered_at,amount\n1,ann,01/02/2024,100\n2,ann,03/04/2024,100\n"
    app = drop(run(folder, "data"), ("orders.csv", text))
    (upload,) = uploads(app)
    question = app.button_group(key=f"answer_date_order_{upload.id}")
    assert [option.content.replace("\\", "") for option in question.proto.options] == [
        "Day first: 01/02/2024 → 1 Feb 2024",
        "Month first: 01/02/2024 → 2 Jan 2024",
    ]
    assert app.button(key="check").disabled
    question.set_value("mdy").run()
    assert not app.button(key="check").disabled
    assert "01/02/2024 → 2 Jan 2024" in texts(app)


def test_two_currencies_are_asked_about_and_never_added(folder):
    text = "order_id,customer_id,ordered_at,amount,currency\n1,a,2024-01-02,10,EUR\n2,b,2024-02-02,20,USD\n"
    app = drop(run(folder, "data"), ("orders.csv", text))
    click(app, "check")
    (upload,) = uploads(app)
    assert "several currencies (EUR, USD)" in texts(app)
    app.button_group(key=f"answer_currency_{upload.id}").set_value("EUR").run()
    click(app, "check")
    assert frames(app)[0]["amount"] == [10, 0, 0, 0, 20, 30]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"order_id,customer_id,ordered_at,amount\n", "has a header line but no rows"),
        (b"PK\x03\x04xxxxxxxx", "is damaged"),
        (b"just one column\nx\n", "has a single column"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_on_its_card_and_stops_nobody(folder, content, said):
    app = drop(run(folder, "data"), ("bad.csv", content), ("orders.csv", ORDERS))
    assert said in app.error[0].value.replace("\\", "")
    assert not app.button(key="check").disabled
    click(app, "check")
    assert frames(app)[0]["rows"] == [2, 0, 0, 0, 1, 3]


def test_a_column_that_is_missing_is_named_in_the_visitors_language(folder):
    app = drop(run(folder, "data", language="zh_TW"), ("a.csv", "order_id,ordered_at,foo\n1,2024-01-02,3\n"))
    assert "金額" in app.warning[0].value
    assert app.button(key="check").disabled


def test_names_from_files_are_shown_as_they_are(folder):
    text = f'order_id,customer_id,ordered_at,amount,"{NASTY}"\n1,"{NASTY}",2024-01-05,100,http://x.test\n'
    app = load(run(folder, "data"), (f"{NASTY}.csv".replace("/", "_"), text))
    drop(app, ("more.csv", text.replace("100", "101")))
    shown = "\n".join(element.value for element in (*app.markdown, *app.caption))
    assert "![](" not in shown
    assert "**b**" not in shown
    assert "://" not in shown
    assert "<b>" not in shown.replace("\\<b", "")


def test_a_file_put_away_or_given_twice_leaves_one_copy(folder):
    app = drop(run(folder, "data"), ("orders.csv", ORDERS))
    drop(app, ("again.csv", ORDERS))
    assert [upload.file_name for upload in uploads(app)] == ["again.csv"]
    assert len(copies(folder)) == 1
    app.button(key=f"put_away_{uploads(app)[0].id}").click().run()
    assert copies(folder) == []


def test_copies_left_behind_for_a_day_are_deleted(tmp_path):
    (tmp_path / "upload-old").write_text("x")
    (tmp_path / "other").write_text("x")
    uploading.clean(tmp_path, now=time.time() + uploading.SECONDS_KEPT - 60)
    assert len(list(tmp_path.iterdir())) == 2
    uploading.clean(tmp_path, now=time.time() + uploading.SECONDS_KEPT + 60)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_load_that_fails_keeps_what_was_there_and_the_files_under_way(folder, monkeypatch):
    app = load(run(folder, "data"), ("orders.csv", ORDERS))
    drop(app, ("more.csv", "order_id,customer_id,ordered_at,amount\n9,ann,2024-04-05,1\n"))
    click(app, "check")
    monkeypatch.setattr("crm_core.building.violations", lambda *_: ["a broken rule"])
    click(app, "load")
    assert "everything is as it was" in app.error[0].value
    assert "from one file" in answer(app)
    assert len(uploads(app)) == 1


def test_the_receipt_of_an_earlier_import_is_one_click_away(folder):
    app = load(run(folder, "data"), ("orders.csv", ORDERS))
    app.session_state["imports"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    reasons = [frame["reason"] for frame in frames(app) if "reason" in frame]
    assert reasons == [["“x” in amount cannot be read as a number."]] * 2  # of the load just done, and of the list


def test_templates_of_later_pages_say_so(folder):
    app = run(folder, "data")
    app.selectbox(key="template").set_value("invoices").run()
    assert "cannot be loaded yet" in app.info[0].value
    assert frames(app)[-1]["name"] == ["invoice_id", "customer_id", "amount", "due_on", "paid_on"]


def test_the_other_shop_is_one_click_away_and_back(folder):
    demo = Shop(str(folder / "shop-demo.duckdb"))
    demo.order("ann", "2020-01-31", 1)
    finish(demo.build())
    app = load(run(folder, "data"), ("orders.csv", ORDERS))
    app.button(key="other_shop").click().run()
    assert "31 Jan 2020" in answer(app)
    assert app.button(key="other_shop").label == "Back to my shop"
    app.button(key="other_shop").click().run()
    assert "5 Feb 2024" in answer(app)
