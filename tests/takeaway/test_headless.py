"""Pages run without a browser: each in a session of its own, for the visitor, language and address given."""

import logging
import threading

import pytest
import streamlit as st

from crm_core.access import Visitor
from crm_core.takeaway.blocks import Box, Drawn, Table, Words, every
from pages.parts import along, headless, store
from pages.parts.headless import Reader
from pages.parts.visitors import visitor
from pages.parts.words import language

OWNER = Reader(Visitor("owner"), "en", {}, {"shop": "own"})


def told(page):
    """All texts of a page in one."""
    return " ".join(getattr(block, "text", getattr(block, "html", "")) for block in every(page.blocks))


def names(page):
    """The first cell of each row of all its lists."""
    return {row[0] for block in every(page.blocks) if isinstance(block, Table) for row in block.rows}


@pytest.mark.usefixtures("shop")
def test_a_page_as_its_visitor_would_see_it():
    (page,) = headless.record(["customers"], OWNER)
    assert (page.name, page.title) == ("customers", "Customers")
    assert "<strong>2</strong> customers are known" in told(page)
    assert names(page) == {"Annabelle", "<b>Bo</b>"}


@pytest.mark.usefixtures("shop")
def test_in_the_language_that_is_asked_for():
    (page,) = headless.record(["customers"], Reader(Visitor("owner"), "zh_TW", {}, {"shop": "own"}))
    assert page.title == "客戶"


@pytest.mark.usefixtures("shop")
def test_at_the_month_and_with_the_filters_of_the_address():
    (page,) = headless.record(["customers"], Reader(Visitor("owner"), "en", {"as_of": ["2025-05"]}, {"shop": "own"}))
    assert "as of 31 May 2025" in told(page)
    (page,) = headless.record(["customers"], Reader(Visitor("owner"), "en", {"tier": ["A"]}, {"shop": "own"}))
    assert names(page) == {"Annabelle"}


@pytest.mark.usefixtures("shop")
def test_without_names_there_is_none_anywhere():
    reader = Reader(along.masked(Visitor("owner")), "en", {}, {"shop": "own"})
    pages = headless.record(along.WHOLE, reader)
    shown = told_all(pages)
    assert not any(name in shown for name in ("Annabelle", "Bo</b>", "Zoe Quill", "ann@example.com"))
    assert told_all(headless.record(["customers"], OWNER)).count("Annabelle") >= 1  # the check can fail


def told_all(pages):
    """Everything that pages hold, in one text."""
    others = (block for page in pages for block in every(page.blocks) if not isinstance(block, Drawn | Words | Box))
    return " ".join([*map(told, pages), *map(str, others)])


@pytest.mark.usefixtures("shop")
def test_what_was_chosen_on_the_page_is_taken_along():
    chosen = Reader(Visitor("owner"), "en", {}, {"shop": "own", "overview_measure": "revenue"})
    assert "Revenue in the window, net of refunds. Click" in told(headless.record(["overview"], chosen)[0])
    assert "Number of customers. Click" in told(headless.record(["overview"], OWNER)[0])


@pytest.mark.usefixtures("shop")
def test_a_choice_that_fails_gives_the_page_as_it_opens(monkeypatch):
    real = headless._page

    def fails_with_choice(name):
        if "bad" in st.session_state:
            st.error("no")
        else:
            real(name)

    monkeypatch.setattr(headless, "_page", fails_with_choice)
    (page,) = headless.record(["customers"], Reader(Visitor("owner"), "en", {}, {"shop": "own", "bad": 1}))
    assert names(page) == {"Annabelle", "<b>Bo</b>"}


@pytest.mark.usefixtures("shop")
def test_a_page_that_fails_says_so_and_the_others_come(monkeypatch, caplog):
    def broken(*_args):
        raise ValueError("a secret")

    monkeypatch.setattr("crm_core.queries.tiers.lines", broken)
    caplog.set_level(logging.CRITICAL, "crm")
    tiers, customers = headless.record(["tiers", "customers"], OWNER)
    assert "Something went wrong on this page" in told(tiers)
    assert "a secret" not in told(tiers)
    assert names(customers) == {"Annabelle", "<b>Bo</b>"}


@pytest.mark.usefixtures("without_browser")
def test_sessions_know_nothing_of_each_other():
    seen = []

    def work(value):
        seen.append((st.session_state.get("mine"), language(), visitor().who, dict(st.query_params)))
        st.session_state["mine"] = value

    for name in ("en", "zh_CN"):
        headless.run(lambda name=name: work(name), Reader(Visitor("owner", name), name, {"a": [name]}))
    assert seen == [(None, "en", "en", {"a": "en"}), (None, "zh_CN", "zh_CN", {"a": "zh_CN"})]


@pytest.mark.usefixtures("without_browser")
def test_a_crash_reaches_who_asked():
    def crash():
        raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        headless.run(crash, OWNER)


@pytest.mark.usefixtures("without_browser")
def test_a_page_that_wants_to_stop_has_stopped():
    def stops():
        st.markdown("before")
        st.stop()

    assert len([m for m in headless.run(stops, OWNER) if m.HasField("delta")]) == 1


@pytest.mark.usefixtures("shop")
def test_nothing_is_left_behind():
    before = threading.active_count()
    headless.record(["customers"], OWNER)  # which has buttons that download
    files = st.runtime.get_instance().media_file_mgr
    assert files._files_by_session_and_coord == {}
    assert threading.active_count() <= before + 1  # DuckDB may keep one of its own


def test_the_frame_is_prepared_as_for_a_visitor(shop):
    currencies = []
    headless.run(lambda: currencies.append(store.facts()["currency"]), OWNER)
    assert currencies == ["EUR"]
