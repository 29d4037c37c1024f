"""The button: what it offers to whom, and that its files are made as the page is."""

import pytest
from streamlit.testing.v1 import AppTest

from crm_core.access import Visitor
from pages.parts import take_along

SCRIPT = """
import streamlit as st
from crm_core.access import Visitor
from crm_core.shares import Share
from pages.parts import store, visitors
from pages.parts.take_along import take_along
with visitors.acting_as({visitor}):
    store.begin_run()
    st.session_state["overview_measure"] = "revenue"
    take_along("{page}")
"""
READER = 'Visitor("reader", "", Share("s", "", None, None, None, {masked}, None, None, "", None))'


def run(shop, visitor='Visitor("owner")', page="overview"):
    app = AppTest.from_string(SCRIPT.replace("{visitor}", visitor).replace("{page}", page), default_timeout=60)
    app.session_state["language"] = "en"
    app.session_state["shop"] = "own"
    app.run()
    assert not app.exception
    return app


def labels(app):
    return [button.label for button in app.download_button]


def test_three_files_and_the_finished_months(shop):
    app = run(shop)
    assert labels(app) == ["This page", "The whole dashboard", "Monthly report"]
    months = app.selectbox(key="along_month")
    assert (months.value.isoformat(), len(months.options)) == ("2026-02-01", 10)  # May 2025 to February 2026
    assert not app.checkbox(key="along_masked").value


@pytest.mark.parametrize("page", ["data", "settings"])
def test_a_page_for_doing_is_no_file(shop, page):
    assert labels(run(shop, page=page)) == ["The whole dashboard", "Monthly report"]


def test_who_may_not_take_files_along_is_offered_none(shop):
    assert labels(run(shop, READER.format(masked=True))) == []
    assert len(labels(run(shop, READER.format(masked=False)))) == 3


def test_the_reader_of_the_files_is_who_looks_now(shop, monkeypatch):
    readers = []
    monkeypatch.setattr(take_along, "_files", lambda page, reader: readers.append((page, reader)))
    app = run(shop)
    app.query_params["as_of"] = "2025-11"
    app.query_params["share"] = "a-token"
    app.run()
    page, reader = readers[-1]
    assert (page, reader.visitor, reader.language) == ("overview", Visitor("owner"), "en")
    assert reader.address == {"as_of": ("2025-11",)}  # the key of a link stays where it is
    assert (reader.state["overview_measure"], reader.state["shop"], reader.state["share_shop"]) == (
        "revenue",
        "own",
        "own",
    )
    app.checkbox(key="along_masked").check().run()
    reader = readers[-1][1]
    assert not reader.visitor.may("names")
    assert reader.state == {"shop": "own", "share_shop": "own"}  # nothing that was searched by name


def test_an_outsider_without_names_stays_in_the_demo(shop, monkeypatch):
    readers = []
    monkeypatch.setattr("crm_core.starting.prepare_demo", lambda connection: None)
    monkeypatch.setattr(take_along, "_files", lambda page, reader: readers.append(reader))
    app = run(shop, 'Visitor("outsider")')
    app.checkbox(key="along_masked").check().run()
    assert [reader.state["shop"] for reader in readers] == ["demo", "demo"]


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        ("text", True),
        (5, True),
        (("a", "b"), True),
        ({"region": ("x",)}, True),
        (True, False),  # a button that was clicked
        ({"selection": {}}, False),
        (object(), False),
        ([object()], False),
        (Visitor("owner"), False),
    ],
)
def test_what_counts_as_a_choice(value, is_kept):
    assert bool(take_along._chosen({"name": value})) is is_kept
