"""What a page sent, read as blocks: all kinds of what is shown, in order, and nothing of what is clicked."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st

from crm_core.access import Visitor
from crm_core.takeaway.blocks import Box, Chart, Column, Drawn, Number, Table, Words
from crm_core.takeaway.markdown import inline
from pages.parts import headless, seen
from pages.parts.headless import Reader
from pages.parts.tables import Column as Shown
from pages.parts.tables import table

pytestmark = pytest.mark.usefixtures("without_browser")
OWNER = Reader(Visitor("owner"), "en")


def blocks(draw):
    return seen.blocks(headless.run(draw, OWNER))


def test_words_of_each_kind():
    def draw():
        st.title("T")
        st.subheader("S")
        st.markdown("##### C")
        st.markdown("**b**")
        st.caption("c")
        st.warning("w")
        st.error("e")
        st.html("<p>h</p>")
        st.html("<style>p {}</style>")

    assert blocks(draw) == (
        Words("T", "title"), Words("S", "section"), Words("C", "card_title"), Words("**b**"), Words("c", "caption"),
        Words("w", "warning"), Words("e", "error"), Drawn("<p>h</p>"),
    )  # fmt: skip


def test_plain_text_is_not_read_as_markdown():
    (found,) = blocks(lambda: st.text("**b** :red[x]") and None)
    assert inline(found.text) == "**b** :red[x]"


def test_what_is_clicked_is_left_out():
    def draw():
        st.button("b")
        st.selectbox("s", ["x"])
        st.segmented_control("s", ["x"])
        st.download_button("d", b"x", key="d")
        st.text_input("t")
        with st.popover("p"):
            st.markdown("inside")
        st.sidebar.markdown("beside")
        with st.container(border=True):
            st.button("only this")

    assert blocks(draw) == ()


def test_numbers_with_their_mood():
    def draw():
        st.metric("up", "5", delta="+1")
        st.metric("down", "5", delta="-1")
        st.metric("inverse", "5", delta="+1", delta_color="inverse")
        st.metric("off", "5", delta="+1", delta_color="off", delta_arrow="off")
        st.metric("none", "5")

    assert blocks(draw) == (
        Number("up", "5", "+1", "up", "good"), Number("down", "5", "-1", "down", "bad"),
        Number("inverse", "5", "+1", "up", "bad"), Number("off", "5", "+1", "none", "neither"), Number("none", "5"),
    )  # fmt: skip


def test_arrangements():
    def draw():
        left, right = st.columns([3, 1])
        left.markdown("l")
        right.markdown("r")
        with st.container(border=True):
            st.markdown("card")
        with st.container(horizontal=True):
            st.markdown("a")
            st.markdown("b")
        with st.expander("more"):
            st.markdown("inside")
        with st.grid(2):
            st.markdown("g")
            st.markdown("h")

    assert blocks(draw) == (
        Box("columns", (Words("l"), Words("r")), (0.75, 0.25)),
        Box("card", (Words("card"),)),
        Box("row", (Words("a"), Words("b"))),
        Box("card", (Words("more", "card_title"), Words("inside"))),
        Box("grid", (Words("g"), Words("h"))),
    )


def test_an_empty_column_leaves_its_room():
    def draw():
        left, right = st.columns([3, 1])
        left.markdown("l")
        right.button("b")

    assert blocks(draw) == (Box("columns", (Words("l"),), (0.75,)),)


def test_what_is_replaced_is_gone():
    def draw():
        place = st.empty()
        place.markdown("first")
        place.markdown("second")

    assert blocks(draw) == (Words("second"),)


def test_a_chart_comes_whole():
    def draw():
        st.plotly_chart(go.Figure(go.Bar(x=["a"], y=[1])), config={"displaylogo": False}, key="c", alt="A bar")

    (found,) = blocks(draw)
    assert isinstance(found, Chart)
    assert '"x":["a"]' in found.spec
    assert '"displaylogo":false' in found.config.replace(" ", "")
    assert found.alt == "A bar"


def test_a_list_as_the_pages_write_it():
    frame = pd.DataFrame(
        {
            "name": ["<b>", None],
            "tier": ["A", "C"],
            "revenue": [1234.5, None],
            "share": [0.25, 0.5],
            "last": [date(2026, 3, 5), None],
            "trend": [[1, 2], None],
            "hidden": [1, 2],
        }
    )
    shown = {
        "name": Shown("Customer"), "tier": Shown("Tier", "badge", "tier"), "revenue": Shown("Revenue", "money"),
        "share": Shown("Share", "bar"), "last": Shown("Last", "day"), "trend": Shown("Trend", "trend"),
    }  # fmt: skip
    (card,) = blocks(lambda: table(frame, shown, key="t", title="T") and None)
    title, found = card.blocks
    assert title == Words("T", "card_title")
    assert isinstance(found, Table)
    assert [(column.title, column.form, column.pattern) for column in found.columns] == [
        ("Customer", "text", ""), ("Tier", "badge", ""), ("Revenue", "number", "%,.0f"), ("Share", "bar", "%.1f%%"),
        ("Last", "day", "D MMM YYYY"), ("Trend", "trend", ""),
    ]  # fmt: skip
    assert found.columns[1].colours["A"] == "#2F4BC0"
    assert found.rows[0][:4] == ("<b>", ["A"], 1234.5, 25.0)
    assert (found.rows[0][4].isoformat()[:10], found.rows[0][5]) == ("2026-03-05", [1, 2])
    assert found.rows[1] == (None, ["C"], None, 50.0, None, None)


def test_an_empty_list_is_nothing():
    assert blocks(lambda: st.dataframe(pd.DataFrame({"a": []})) and None) == ()


def test_a_plain_frame_needs_no_columns_said():
    (found,) = blocks(lambda: st.dataframe(pd.DataFrame({"a": [1], "b": ["x"]})) and None)
    assert found == Table((Column("a", "number"), Column("b", "text")), ((1, "x"),))
