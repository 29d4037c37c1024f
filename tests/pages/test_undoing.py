"""Undo and the changed values on the Data page; forgetting on the profile; as a visitor sees them."""

from datetime import datetime

import pytest
import streamlit as st

from crm_core import building, intake
from crm_core.database import open_database, transaction
from crm_core.settings import Settings
from tests.amending.files import CUSTOMERS_FIRST, FIRST, SECOND
from tests.pages.one_page import click_and_wait, frame_around, link, run, texts


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Make a folder with this page, on a shop of two imports of orders and one of customers."""

    def make(page):
        monkeypatch.setenv("CRM_UPLOADS", str(tmp_path / "uploads"))
        folder = frame_around(page, tmp_path, monkeypatch)
        with open_database(folder / "shop.duckdb") as connection:
            for name, text in (("first", FIRST), ("second", SECOND), ("people", CUSTOMERS_FIRST)):
                (folder / f"{name}.csv").write_text(text, "utf-8")
                plan = intake.recognise(intake.inspect(folder / f"{name}.csv"))
                with transaction(connection):
                    intake.load_files(connection, [plan], datetime(2025, 1, 1))
                    building.build_newest(connection, Settings())
            building.fill_history(connection)
        return folder

    yield make
    st.cache_resource.clear()
    st.cache_data.clear()


def show_receipt(app, row):
    app.session_state["imports"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return app.run()


def lists(app):
    return [frame.value.to_dict("list") for frame in app.dataframe]


def test_an_import_is_undone_after_saying_what_goes(shop):
    app = show_receipt(run(shop("data"), "data"), 1)
    said = texts(app)
    assert "All that second.csv brought goes, as if it had never come." in said
    assert "5 orders and refunds in force with -20.00 in all go." in said
    assert "6 entries that it replaced are again as the files before it say." in said
    click_and_wait(app, "undo_list_2")
    assert not app.error
    assert "second.csv is undone, as if it had never come." in texts(app)
    assert [(m.label, m.value) for m in app.metric] == [
        ("Data through", "9 Mar 2024"), ("Customers", "4"), ("Orders", "5"), ("Revenue", "300"),
    ]  # fmt: skip
    assert "before: 1 Apr 2024" in texts(app)
    app.button(key="close_undone").click().run()
    assert not app.metric


def test_an_undone_import_stays_in_the_list_marked_and_out_of_the_numbers(shop):
    folder = shop("data")
    app = show_receipt(run(folder, "data"), 1)
    click_and_wait(app, "undo_list_2")
    frame = next(each for each in lists(app) if "undone_at" in each)
    assert [value is not None and value == value for value in frame["undone_at"]] == [False, True, False]
    app.session_state["imports"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    app.run()
    assert "Undone on" in texts(app)
    assert "undo_list_2" not in [button.key for button in app.button]


def test_the_receipt_says_which_values_it_changed(shop):
    app = show_receipt(run(shop("data"), "data", language="zh_TW"), 1)
    app.toggle(key="show_changed_list_2").set_value(True).run()
    frame = next(each for each in lists(app) if "new_value" in each)
    assert frame["entry"] == ["訂單"] * 4
    assert frame["id"] == ["2", "2", "3", "3"]
    assert (frame["column_name"][0], frame["column_name"][2]) == ("金額", "計入")
    assert frame["old_value"] == ["50", "10", "是", "paid"]
    assert frame["new_value"][0] == "60"
    assert frame["new_value"][2:] == ["否", "cancelled"]


def test_a_receipt_without_changes_offers_none(shop):
    app = show_receipt(run(shop("data"), "data"), 2)
    assert not app.toggle


def test_the_demo_shop_undoes_nothing(shop):
    folder = shop("data")
    (folder / "shop-demo.duckdb").write_bytes((folder / "shop.duckdb").read_bytes())
    app = show_receipt(run(folder, "data", state={"shop": "demo"}), 1)
    assert "undo_list_2" not in [button.key for button in app.button]


def profile(folder, customer_id):
    with open_database(folder / "shop.duckdb") as connection:
        key = connection.execute("select customer_key from customers where customer_id = ?", [customer_id]).fetchone()
    app = run(folder, "customers")
    app.query_params["customer"] = link(key[0])
    return app.run()


def test_a_customer_is_forgotten_after_saying_what_goes_and_what_stays(shop):
    folder = shop("customers")
    app = profile(folder, "bob")
    assert app.header[0].value == "Bob"
    app.button(key="forget").click().run()
    assert "Goes, for good" in texts(app)
    assert app.button(key="forget_now").disabled
    app.checkbox(key="forget_sure").check().run()
    click_and_wait(app, "forget_now")
    assert not app.error
    assert "The customer is forgotten. 1 order stays without a name" in app.success[0].value
    app.button(key="customers_back").click().run()
    assert "bob" not in str(lists(app)).lower()


def test_a_merged_customer_says_what_else_it_is_called_and_old_links_find_it(shop):
    folder = shop("customers")
    with open_database(folder / "shop.duckdb") as connection:
        connection.execute("insert into merge_decisions values ('customer_id', 'ann', 'customer_id', 'cy', true, '', "
                           "timestamp '2025-01-01')")  # fmt: skip
        old = connection.execute("select identity_key from identities where value = 'cy'").fetchone()[0]
        with transaction(connection):
            building.build_newest(connection, Settings())
    app = run(folder, "customers")
    app.query_params["customer"] = link(old)
    app.run()
    assert app.header[0].value == "Ann Lee"
    assert "Also: cy" in texts(app)
