"""The diamond model and the types of loyalty on the Loyalty page, and what a profile says of them."""

import pytest
import streamlit as st

from crm_core.labelling import model
from tests.pages.one_page import NASTY, build_once, click, figures, finish, frame_around, link, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("loyalty", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


@build_once
def build(folder, lines=True, types=True):
    """ann a loyalist and emotional, bob habitual with no type, both buying on two days in January; two years."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.customer("bob", name=NASTY)
    for year in (2023, 2024):
        for name, score in (("ann", 9), ("bob", 3)):
            for day in (30, 31):
                order = shop.order(name, f"{year}-01-{day}", 100)
                if lines:
                    shop.line(order, category=NASTY, line_amount=100)
            shop.answer(name, f"{year}-01-31", score, line=year)
    connection = shop.build()
    connection.execute("drop table if exists loyalty_types")
    if types:
        connection.execute(f"create table loyalty_types as {model('loyalty_types')}")
    finish(connection)


def diamond(app):
    return next(f for f in figures(app) if ["loyalist"] in f["data"][0].get("customdata", []))


def test_the_diamond_and_the_types(folder):
    build(folder)
    app = run(folder, "loyalty")
    notes = [note["text"] for note in diamond(app)["layout"]["annotations"]]
    assert notes[:3] == ["<b>Loyalist</b>", "<b>1</b>", "£200 · 50%"]
    shown = next(frame.value for frame in app.dataframe if "label" in frame.value.columns)
    assert shown["label"].tolist() == [["Emotional"], ["No type"]]
    assert shown["customers"].tolist() == [1, 1]
    assert "No order says its discount: nobody is impulsive." in texts(app)


def test_a_click_lists_the_customers_of_a_field(folder):
    build(folder)
    app = run(folder, "loyalty", state={"loyalty_diamond": click(["habitual"])})
    listed = app.dataframe[-1].value
    assert listed["name"].tolist() == [NASTY]
    assert listed["top_brand"].tolist() == [NASTY]
    assert "![](" not in "\n".join(element.value for element in (*app.markdown, *app.caption))


def test_without_brands_or_categories_it_says_what_would_fill_it(folder):
    build(folder, lines=False)
    assert "No file says of which brand or category the goods are." in texts(run(folder, "loyalty"))


def test_before_they_are_worked_out_it_says_so(folder):
    build(folder, types=False)
    assert "are still being worked out." in texts(run(folder, "loyalty"))


def test_of_another_month_it_says_where_to_look(folder):
    build(folder)
    assert "worked out for the newest day" in texts(run(folder, "loyalty", as_of="2023-12"))


def test_in_chinese(folder):
    build(folder)
    notes = [note["text"] for note in diamond(run(folder, "loyalty", "zh_TW"))["layout"]["annotations"]]
    assert notes[0] == "<b>忠誠者</b>"


def test_a_profile_says_type_place_and_what_most_is_spent_on(tmp_path, monkeypatch):
    folder = frame_around("customers", tmp_path, monkeypatch)
    build(folder)
    app = run(folder, "customers", customer=link(2))
    plain = [element.value for element in app.text]
    assert plain[plain.index("Type of loyalty") + 1] == "Emotional"
    assert plain[plain.index("Diamond model") + 1] == "Loyalist"
    assert plain[plain.index("Spends most on") + 1] == f"{NASTY} (100%)"
