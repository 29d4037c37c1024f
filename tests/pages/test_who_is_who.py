"""The page Who is who as a visitor sees it: proposals, several decided at once, and taken back."""

import pytest
import streamlit as st

from crm_core.database import open_database
from tests.pages.one_page import NASTY, answer, click_and_wait, finish, frame_around, run, texts
from tests.shop import Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("who_is_who", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


def build(folder, alike=True):
    """ann and ann2 share an e-mail; bob and nasty a phone; unless nobody is alike."""
    shop = Shop(str(folder / "shop.duckdb"))
    shop.customer("ann", name="Ann Lee", email="ann@x.org")
    shop.customer("ann2", name="A. Lee", email="ann@x.org" if alike else None)
    shop.customer("bob", name="Bob", phone="+1 555123")
    shop.customer("nasty", name=NASTY, phone="1555123" if alike else None)
    for number, name in enumerate(("ann", "ann2", "bob", "nasty")):
        shop.order(name, f"2024-01-1{number}", 100 * 2**number)
    shop.build()
    finish(shop.connection)


def tick(app, table, *rows):
    """Tick rows of a list; Streamlit keeps them under the list's key, which is new after each change."""
    number = app.session_state["who_round"] if "who_round" in app.session_state else 0  # noqa: SIM401
    app.session_state[f"who_{table}_{number}"] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return app.run()


def stored(folder):
    st.cache_resource.clear()
    with open_database(folder / "shop.duckdb") as connection:
        return connection.execute("select value_a, value_b, is_same from merge_decisions order by all").fetchall()


def test_the_pairs_with_what_speaks_for_them(folder):
    build(folder)
    app = run(folder, "who_is_who")
    assert answer(app) == (
        "<strong>2</strong> pairs look like the same customer; together they brought <strong>£1,500</strong>."
    )
    table = app.dataframe[0].value
    assert table["evidence"].tolist() == ["same phone", "same e-mail"]
    assert table["one"].tolist() == [f"{NASTY} (nasty)", "A. Lee (ann2)"]
    assert table["revenue_a"].tolist() == [800, 200]
    assert [app.button(key=key).disabled for key in ("who_same", "who_two")] == [True, True]


def test_a_ticked_pair_stands_side_by_side_and_nothing_of_it_is_interpreted(folder):
    build(folder)
    app = tick(run(folder, "who_is_who"), "pairs", 0)
    plain = [element.value for element in app.text]
    assert plain[:2] == ["1555123", NASTY]
    assert "Customer number: bob" in plain
    assert "£400.00 · orders: 1" in plain
    assert "![](" not in "\n".join(element.value for element in (*app.markdown, *app.caption))


def test_several_are_decided_at_once_with_one_rebuild_and_taken_back(folder):
    build(folder)
    app = click_and_wait(tick(run(folder, "who_is_who"), "pairs", 0, 1), "who_same")
    assert not app.error
    assert answer(app) == "No two customers look like the same one."
    assert app.success[0].value == "2 decisions are in force, and all labels follow them."
    assert app.dataframe[0].value["decision"].tolist() == ["Same customer", "Same customer"]
    click_and_wait(tick(app, "decided", 1), "who_take_back")
    assert "<strong>1</strong> pair looks like the same customer" in answer(app)
    assert not app.success
    assert stored(folder) == [("ann", "ann2", True)]


def test_a_refused_pair_is_not_proposed_again(folder):
    build(folder)
    app = click_and_wait(tick(run(folder, "who_is_who"), "pairs", 1), "who_two")
    assert app.dataframe[0].value["evidence"].tolist() == ["same phone"]
    assert app.dataframe[1].value["decision"].tolist() == ["Two customers"]
    assert stored(folder) == [("ann", "ann2", False)]


def test_nothing_alike_says_what_would_fill_the_page(folder):
    build(folder, alike=False)
    app = run(folder, "who_is_who", language="zh_TW")
    assert answer(app) == "沒有發現看起來是同一人的客戶。"
    assert "電子郵件、電話或「姓名加郵遞區號」相同" in texts(app)
    assert not app.dataframe


def test_an_empty_shop_says_so(folder):
    assert answer(run(folder, "who_is_who")) == "Nothing has been loaded yet."


def test_a_rebuild_that_fails_decides_nothing(folder, monkeypatch):
    build(folder)
    app = tick(run(folder, "who_is_who"), "pairs", 0)
    monkeypatch.setattr("crm_core.building.violations", lambda *_: ["a broken rule"])
    click_and_wait(app, "who_same")
    assert "everything is as it was" in app.error[0].value
    assert stored(folder) == []
