"""Conditions and saved segments on the Customers page: the address, the popover, the files."""

import io
import zipfile
from datetime import date, datetime

import duckdb
import pytest
import streamlit as st

from crm_core import segments
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.fact_ranges import Range
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions
from pages.parts import customer_files
from pages.parts.filters import value_id
from tests.pages.customer_shop import LAST, build, button, multiselect, names, open_list, param
from tests.pages.one_page import NASTY, answer, frame_around, texts

WAVERING_SOUTH = Conditions(Filters(stages=("wavering",), ranges=(Range("silent", 30),)), regions=("South",))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("customers", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


def keep(folder, segment_id="s1", name="Call them", conditions=WAVERING_SOUTH, text=None):
    """A segment as somebody saved it before."""
    build(folder)
    connection = duckdb.connect(str(folder / "shop.duckdb"))
    connection.execute(
        "insert into segments values (?, ?, ?, ?, '')",
        [segment_id, name, text or segments.written(conditions), datetime(2025, 1, 1)],
    )
    connection.close()


def number(app, label):
    return next(field for field in app.number_input if field.label == label)


def name_field(app, label):
    return next(field for field in app.text_input if field.label == label)


def saved_names(app):
    chosen = [box for box in app.selectbox if box.label == "Open a segment"]
    return list(chosen[0].options) if chosen else []


@pytest.mark.parametrize(
    ("query", "found", "said"),
    [
        ({"revenue": "200..300"}, [NASTY], "Revenue: £200 to £300"),
        ({"revenue": "500.5.."}, ["Ann"], "Revenue: from £500.50"),
        ({"orders": "..1"}, ["guest@example.com", "eve"], "Orders: up to 1"),
        ({"silent": "63..63"}, [NASTY], "Days silent: 63 to 63"),
        ({"first": "2025-03-01..2025-03-01"}, ["guest@example.com"], "First purchase: 1 Mar 2025 to 1 Mar 2025"),
        ({"orders": "1..", "tier": "C"}, [], "Tier: C · Ordinary"),
        ({"chance": "0.5.."}, [], "Chance of a purchase: from 50%"),
    ],
)
def test_a_link_carries_facts_from_and_to(folder, query, found, said):
    build(folder)
    app = open_list(folder, **query)
    assert (names(app) if app.dataframe else []) == found
    assert said in texts(app)
    assert {name: param(app, name) for name in query} == {name: [value] for name, value in query.items()}


def test_nonsense_in_a_link_is_no_condition(folder):
    build(folder)
    app = open_list(folder, revenue="9..1", orders="many", first="yesterday..", pace="fast")
    assert len(names(app)) == 4
    assert [param(app, name) for name in ("revenue", "orders", "first", "pace")] == [[], [], [], []]


def test_facts_chosen_on_the_page_go_into_the_address(folder):
    build(folder)
    app = open_list(folder)
    number(app, "Revenue, from").set_value(500.0).run()
    assert (names(app), param(app, "revenue")) == (["Ann"], ["500.."])
    number(app, "Revenue, to").set_value(100.0).run()
    assert param(app, "revenue") == ["100..500"], "crossed ends are put in order"
    assert names(app) == [NASTY]
    number(app, "Chance of a purchase, from").set_value(25.0).run()
    assert param(app, "chance") == ["0.25.."]
    button(app, "Show all").click().run()
    assert (len(names(app)), param(app, "revenue"), param(app, "chance")) == (4, [], [])


def test_a_segment_is_saved_and_stands_in_the_address(folder):
    build(folder)
    app = open_list(folder, stage="wavering")
    name_field(app, "Save what is shown as").set_value("Call them").run()
    app.button(key="segment_save").click().run()
    (segment_id,) = param(app, "segment")
    assert (saved_names(app), param(app, "stage"), names(app)) == (["Call them"], ["wavering"], [NASTY])
    assert [box.value for box in app.selectbox if box.label == "Open a segment"] == [segment_id]
    multiselect(app, "Stage").set_value([]).run()
    assert param(app, "segment") == [], "what is shown now is another choice"
    assert saved_names(app) == ["Call them"]


def test_nothing_chosen_is_no_segment(folder):
    build(folder)
    app = open_list(folder)
    assert "Choose labels or conditions first." in texts(app)
    assert not [field for field in app.text_input if field.label == "Save what is shown as"]


@pytest.mark.parametrize(
    ("name", "said"), [("  ", "needs a name"), ("CALL them", "already a segment called CALL them")]
)
def test_a_name_that_is_empty_or_taken_is_refused(folder, name, said):
    keep(folder)
    app = open_list(folder, tier="A")
    name_field(app, "Save what is shown as").set_value(name).run()
    app.button(key="segment_save").click().run()
    assert said in app.error[0].value
    assert (saved_names(app), param(app, "segment")) == (["Call them"], [])


def test_a_link_to_a_segment_shows_its_conditions_and_its_part_of_the_shop(folder):
    keep(folder)
    app = open_list(folder, segment="s1")
    assert names(app) == [NASTY]
    assert (param(app, "stage"), param(app, "silent"), param(app, "segment")) == (["wavering"], ["30.."], ["s1"])
    assert param(app, "region") == [value_id("region", "South")]
    assert "Stage: Wavering · Days silent: from 30" in texts(app)
    assert "Shows 1 of 4 customers" in texts(app)


def test_a_link_that_opens_the_session_is_a_segment_too(folder):
    keep(folder)
    app = open_list(folder)
    app.query_params["segment"] = "s1"
    app.run()
    assert names(app) == [NASTY]


def test_words_of_a_segment_are_searched_and_not_in_the_address(folder):
    keep(folder, conditions=Conditions(Filters(words="example.com")))
    app = open_list(folder, segment="s1")
    assert names(app) == ["Ann", "guest@example.com"]
    assert "example" not in str(app.query_params)


def test_another_segment_is_opened_from_the_popover(folder):
    keep(folder)
    app = open_list(folder, tier="A")
    next(box for box in app.selectbox if box.label == "Open a segment").set_value("s1").run()
    assert (names(app), param(app, "tier"), param(app, "segment")) == ([NASTY], [], ["s1"])


def test_an_old_link_says_so_and_shows_the_labels_beside_it(folder):
    keep(folder)
    app = open_list(folder, segment="gone", stage="prospect")
    assert "no such segment any more" in app.info[0].value
    assert (names(app), param(app, "segment")) == (["eve"], [])


def test_what_is_not_known_any_more_is_said(folder):
    keep(folder, text='{"stages": ["wavering", "dreaming"], "sources": ["closed shop"], "mood": ["good"]}')
    app = open_list(folder, segment="s1")
    assert names(app) == [NASTY]
    assert "Passed over" in texts(app)
    assert "closed shop" in texts(app)


def test_a_segment_is_renamed(folder):
    keep(folder)
    app = open_list(folder, segment="s1")
    name_field(app, "Its name").set_value("Ring them").run()
    assert (saved_names(app), param(app, "segment")) == (["Ring them"], ["s1"])


def test_a_segment_is_deleted_only_by_who_is_sure(folder):
    keep(folder)
    app = open_list(folder, segment="s1")
    assert app.button(key="segment_delete").disabled
    next(box for box in app.checkbox if box.label == "I am sure").check().run()
    app.button(key="segment_delete").click().run()
    assert (saved_names(app), param(app, "segment"), names(app)) == ([], [], [NASTY])


def test_a_nasty_name_is_shown_as_it_is_and_names_the_file_safely(folder):
    from crm_core.segments import Segment
    from pages.parts.customer_segments import file_name

    keep(folder, name=f"../{NASTY}")
    app = open_list(folder, segment="s1")
    assert saved_names(app) == [f"../{NASTY}"]
    segment = Segment("s1", "../a b: =1+1 客群", WAVERING_SOUTH, datetime(2025, 1, 1), "")
    assert file_name(segment, Scope(LAST)) == f"a-b-1-1-客群-{LAST}"
    assert file_name(None, Scope(date(2025, 1, 31))) == "customers-2025-01-31"


def test_the_sheet_is_called_as_the_segment(folder):
    build(folder)
    open_list(folder)
    made = customer_files.maker("xlsx", Scope(LAST), Filters(), ("customer",), Order(), "Call [them]: now/later")()
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert 'name="Call  them   now later"' in book.read("xl/workbook.xml").decode()


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_no_english_is_left_in_chinese(folder, language):
    keep(folder, name="客群")
    app = open_list(folder, language, segment="s1", revenue="1..", pace="rising")
    shown = answer(app) + texts(app) + " ".join(field.label for field in (*app.number_input, *app.date_input))
    for word in ("from", "to ", "Revenue", "segment", "conditions", "Pace", "silent"):
        assert word not in shown
