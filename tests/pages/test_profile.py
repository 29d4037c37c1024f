"""One customer's profile as a visitor sees it: facts, numbers, labels and why, time, lists; and nothing that acts."""

import json

import pytest
import streamlit as st

from tests.pages.customer_shop import build, button, html, names, open_list, plain, said
from tests.pages.one_page import NASTY, answer, figures, frame_around, link, run, texts


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("customers", tmp_path, monkeypatch)
    st.cache_resource.clear()
    st.cache_data.clear()


def test_a_profile(folder):
    build(folder)
    app = open_list(folder, customer=link(1))
    assert app.header[0].value == "Ann"
    assert answer(app).startswith(
        "<strong>A · Key</strong>, <strong>Solid</strong>: brought <strong>£530</strong> in 12 months"
    )
    values = [(metric.label, metric.value, metric.delta) for metric in app.metric]
    assert values[0] == ("Revenue", "£530", "+1.9%")
    assert [label for label, *_ in values[1:]] == [
        "Orders",
        "Average order",
        "Purchase days",
        "Attitude",
        "Days silent",
    ]
    assert "a year before: £520" in texts(app)
    shown = " ".join([html(app), *plain(app), *(caption.value for caption in app.caption)])
    for part in (
        # 530 of 787.75 in all; bob's 217.75 is the lowest A.
        "A because £530 in the last 12 months puts this customer in the first 67% of revenue (A ends at 80%). "
        "£312.25 above the line.",
        "A starts at £217.75, B at £40.00.",
        "(often from 11), and attitude is 100 of 100 by estimate (high from 50): silent for 0 days, within the usual "
        "gap of 7 days",
        "Already the best.",
        "wavering from 1 May 2025 (over 1.5 times and 30 days), lost from 30 Jun 2025 (over 3 times and 90 days)",
        "ann@example.com",
        "not recorded",
        "1 customer",
    ):
        assert part in shown
    assert len(figures(app)) == 1
    assert app.dataframe[0].value["net_revenue"].tolist()[:2] == [10.0, 10.0]


def test_orders_refunds_and_labels_share_one_time_axis(folder):
    build(folder)
    traces = figures(open_list(folder, customer=link(2)))[0]["data"]
    stems, points, refund_stems, refunds, stage, quadrant, tier = traces
    assert set(points["y"]) == {20.25}
    assert (points["x"][0], points["customdata"][0]) == ("2025-01-27", ["Purchase", 20.25])
    assert "%{customdata[0]} £%{customdata[1]:,.2f}" in points["hovertemplate"]
    assert stems["y"][:3] == [0, 20.25, None]
    assert refunds["y"] == [-5.0]
    assert (refunds["x"], refunds["customdata"]) == (["2025-01-30"], [["Refund", 5.0]])
    assert refund_stems["line"]["color"] != stems["line"]["color"]
    assert [len(band["x"]) for band in (stage, quadrant, tier)] == [29, 29, 29]
    assert stage["hovertext"][-1] == "<b>Mar 2025</b><br>Wavering"
    assert stage["hovertext"][0].endswith("<i>history too short: read with care</i>")
    assert [stage["marker"]["pattern"]["shape"][place] for place in (0, -1)] == ["/", ""]


def test_the_lists_of_a_profile(folder):
    build(folder)
    app = open_list(folder, state={"profile_list": "bought"}, customer=link(2))
    assert app.dataframe[0].value["product"].tolist() == [NASTY]
    app = open_list(folder, state={"profile_list": "answers"}, customer=link(2))
    assert app.dataframe[0].value["comment"].tolist() == [NASTY]
    assert app.dataframe[0].value["scale"].tolist() == ["3 of 0–10"]
    app = open_list(folder, state={"profile_list": "answers"}, customer=link(1))
    assert "has not answered a survey" in texts(app)


def test_without_lines_the_profile_says_what_would_fill_it(folder):
    build(folder, lines=False)
    app = open_list(folder, state={"profile_list": "bought"}, customer=link(2))
    assert "No file says what orders consist of" in texts(app)


@pytest.mark.parametrize("shown", ["orders", "bought", "answers"])
def test_nothing_from_a_file_is_read_as_markdown_or_html(folder, shown):
    build(folder)
    lists = {"profile_list": shown}
    for app in (open_list(folder), *(open_list(folder, state=lists, customer=link(key)) for key in ("3", "2"))):
        assert "![](" not in said(app)
        assert "**b**" not in said(app)
        assert "<b>x" not in said(app) + html(app)
    assert any("<b>x</b>" in text for text in plain(app))
    assert not any("http" in json.dumps(figure) for figure in figures(app))


@pytest.mark.parametrize("key", ["999", "0", "-1", "x", "1; drop", "9" * 10, "9" * 30, "²", "1.0", ""])
def test_an_unknown_customer_is_said_in_a_sentence(folder, key):
    build(folder)
    app = open_list(folder, customer=key)
    assert "There is no such customer." in app.info[0].value
    button(app, "Back to the list").click().run()
    assert len(names(app)) == 4


def test_who_referred_the_customer_is_one_click_away(folder):
    build(folder)
    app = open_list(folder, customer=link(2))
    assert app.header[0].value.replace("\\", "").startswith("![](http:")
    button(app, "Open Ann").click().run()
    assert app.header[0].value == "Ann"


def test_a_prospect(folder):
    build(folder)
    app = open_list(folder, customer=link(3))
    assert answer(app) == "Has not bought yet: <strong>Prospect</strong>."
    assert "Prospect because nothing was bought yet." in html(app)
    assert "Next: Acquainted with a first purchase." in html(app)
    assert "No orders up to 31 Mar 2025." in texts(app)
    assert app.header[0].value == "eve"


def test_a_customer_of_a_later_month_has_not_been_seen_yet(folder):
    build(folder)
    app = run(folder, "customers", as_of="2024-10")
    app.query_params["customer"] = link(3)
    app.run()
    assert "On 31 Oct 2024 this customer had not been seen yet." in app.info[0].value


def test_a_short_history_has_no_comparison(folder):
    build(folder, days=100)
    app = open_list(folder, customer=link(1))
    assert "no comparison: history too short" in texts(app)
    assert all(metric.delta == "" for metric in app.metric)
