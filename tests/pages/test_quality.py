"""The Data quality page as a visitor sees it: nothing loaded, a clean shop, a shop with each defect, a large shop."""

from datetime import date

import pytest
import streamlit as st

from crm_core.database import transaction
from crm_core.queries import quality
from crm_core.queries.quality_rules import RULES
from pages.parts import quality_files
from tests.pages.one_page import NASTY, answer, finish, frame_around, run, texts
from tests.queries.quality_shop import imported, orders
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("quality", tmp_path, monkeypatch)
    st.cache_resource.clear()


def built(folder, fill):
    """The shop at the app's database, filled by `fill` and built."""
    shop = Shop(str(folder / "shop.duckdb"))
    with transaction(shop.connection):
        fill(shop)
    finish(shop.build())


def clean(shop):
    orders(shop, 40)


def frames(app):
    return [frame.value.to_dict("list") for frame in app.dataframe]


def opened(folder, *names, language="en"):
    """The page with the rows of these findings open."""
    return run(folder, "quality", language, state={f"rows_{name}": True for name in names})


def defective(shop):
    """At least one row for each rule."""
    orders(shop, 20)  # 1 to 20 January 2024
    orders(shop, 40, start=date(2024, 3, 1))  # a gap
    for number in range(55):  # too many for a day, 25 of them at one moment
        moment = "2024-04-20 09:30:30" if number > 29 else f"2024-04-20 10:{number:02}"
        shop.order(f"d{number}", moment, 10 + number % 5, currency="GBP")
    for number in range(40):  # after a thin month
        shop.order(f"e{number}", f"2024-06-{number % 28 + 1:02}", 11, currency="GBP")
    shop.order("f", "2024-05-15", 11, currency="GBP")
    shop.order("ann", "2019-01-01", 9, currency="GBP")
    shop.order("ann", "2024-03-03", 50_000, currency="GBP", channel=NASTY)
    shop.order("ann", "2024-03-04", 0.01, currency="GBP")
    shop.order("ann", "2024-03-05", 0, currency="GBP")
    shop.order("ann", "2024-03-06", 12)
    shop.order(None, "2024-03-06", 12, currency="GBP")
    shop.order("bob", "2024-03-07", 12, currency="GBP")
    shop.order("bob", "2024-03-07", 12, currency="GBP")
    shop.order("bob", "2024-03-08", 12, refunded=13, currency="GBP")
    shop.order("bob", "2024-03-09", -2, refund_of="unknown", currency="GBP")
    shop.order("bob", "2024-03-10", 12, order_id="lines", currency="GBP")
    shop.line("lines", line_amount=11)
    shop.connection.execute(
        "insert into order_rows (order_id, amount, is_counted, is_refund, import_id)"
        " select cast(number as text), 1, false, false, 1 from range(1, 2600) as r(number) where number <> 77"
    )
    shop.customer("bob", joined_on=date(2024, 4, 1), name="李**")
    shop.customer("eve", name=NASTY)
    shop.answer("eve", "2024-03-01", 9)
    imported(shop, 1, rows_in_file=9, rejected=1)
    imported(shop, 2, rows_in_file=9, values_changed=1)
    reject = {"import_id": 1, "line": 3, "column_name": "when", "value": NASTY, "reason": "unreadable_date"}
    shop._insert("rejects", reject)


def test_an_empty_shop_says_where_to_begin(folder):
    app = run(folder, "quality")
    assert answer(app) == "Nothing has been loaded yet."
    assert not app.dataframe


def test_a_shop_without_orders_that_count(folder):
    built(folder, lambda shop: shop.customer("ann", name="Ann"))
    app = run(folder, "quality")
    assert answer(app).startswith("Nothing looks wrong: <strong>0</strong> orders of <strong>1</strong> customers")


def test_a_clean_shop_has_nothing_to_mend_and_says_what_would_help(folder):
    built(folder, clean)
    app = run(folder, "quality")
    assert answer(app) == (
        "Nothing looks wrong: <strong>40</strong> orders of <strong>40</strong> customers were looked through."
    )
    assert not app.expander
    assert frames(app)[0] == {"column": ["Customer", "Currency"], "share": [100, 100], "empty": [0, 0]}
    assert "**E-mail, Phone, Postcode**: in no file; for finding customers who are in twice" in texts(app)


def test_every_defect_is_shown_with_its_rows(folder):
    built(folder, defective)
    app = opened(folder, *(rule.name for rule in RULES))
    assert [expander.label for expander in app.expander] == ["Show the rows"] * len(RULES)
    # One table for each, two more for orders without a customer, and the columns of four input tables.
    assert len(app.dataframe) == len(RULES) + 2 + 4


def test_the_answer_names_what_touches_most_first(folder):
    def fill(shop):
        orders(shop, 48)
        shop.order(None, "2024-01-05", 10, currency="GBP")
        shop.order(None, "2024-01-06", 10, currency="GBP")

    built(folder, fill)
    app = run(folder, "quality")
    assert answer(app) == "<strong>One thing</strong> deserves a look: 4.0% of orders name no customer."
    assert "2 rows · £20 (4.0% of revenue)" in texts(app)


def test_more_than_three_things_are_not_all_said(folder):
    built(folder, defective)
    said = answer(run(folder, "quality"))
    assert said.endswith(", and more.")
    assert said.count(", ") >= 2


def test_the_rows_are_fetched_when_they_are_opened(folder):
    def fill(shop):
        orders(shop, 30)
        shop.order("zoe", "2024-01-05", 99, currency="GBP", channel=NASTY)

    built(folder, fill)
    assert len(run(folder, "quality").dataframe) == 1
    app = opened(folder, "far_large_orders")
    assert frames(app)[0]["amount"] == [99]
    assert frames(app)[0]["channel"] == [NASTY]
    assert "status" not in frames(app)[0]
    assert "Above £75.94; nine of ten orders lie between £10 and £10." in texts(app)


def test_rejected_rows_are_told_with_their_reason_and_the_way_to_the_receipt(folder):
    built(folder, defective)
    app = opened(folder, "rejected_rows")
    (row,) = [frame for frame in frames(app) if "why" in frame]
    assert row["why"] == [f"“{NASTY}” in when cannot be read as a date."]
    assert row["file_name"] == ["file 1.csv"]


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_the_page_speaks_the_visitors_language(folder, language):
    built(folder, defective)
    app = run(folder, "quality", language)
    assert "值得" in answer(app)
    english = [text for text in texts(app).splitlines() if "orders" in text or "customer" in text]
    assert english == []


def test_a_large_shop_shows_the_quick_findings_before_the_slow_ones(folder, monkeypatch):
    monkeypatch.setattr(quality, "ORDERS_AT_ONCE", 0)

    def fill(shop):
        orders(shop, 30)
        shop.order("c1", "2024-01-02", 10, currency="GBP")

    built(folder, fill)
    app = run(folder, "quality")
    assert answer(app).startswith("Nothing looks wrong")
    assert "Still looking" in texts(app)
    app.session_state["quality_looked"] = app.session_state["build_on_show"]
    app.run()
    assert answer(app).endswith("1 order may be in twice.")
    assert "Still looking" not in texts(app)


def test_the_files_hold_all_rows_and_nothing_that_acts(folder, monkeypatch):
    def fill(shop):
        orders(shop, 30)
        shop.order(None, "2024-01-05 10:20", 9, currency="GBP", channel="=1+1")

    made = {}

    def button(label, data, **_):
        made[label] = data

    monkeypatch.setattr(quality_files.st, "download_button", button)
    built(folder, fill)
    opened(folder, "unnamed_orders")
    lines = made["CSV"]().decode("utf-8-sig").splitlines()
    assert lines == [
        "Order number,Date,Amount,Customer number,Name,Channel,Status,Currency,File",
        "o31,2024-01-05 10:20,9.00,,,'=1+1,,GBP,",
    ]
    assert made["XLSX"]().startswith(b"PK")


def test_the_reasons_are_in_the_files_too(folder, monkeypatch):
    made = {}
    monkeypatch.setattr(quality_files.st, "download_button", lambda label, data, **_: made.update({label: data}))
    built(folder, defective)
    opened(folder, "rejected_rows")
    lines = made["CSV"]().decode("utf-8-sig").splitlines()
    assert lines[0] == 'Loaded on,File,Rejected,"Reason, with an example"'
    assert lines[1] == f"2024-06-01,file 1.csv,1,“{NASTY}” in when cannot be read as a date."
