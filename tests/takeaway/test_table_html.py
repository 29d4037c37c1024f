"""Lists as HTML: how each form is written, how many rows, where sentences go."""

from datetime import date, datetime

import pytest

from crm_core.takeaway.blocks import Column, Table
from crm_core.takeaway.table_html import day, number, table


@pytest.mark.parametrize(
    ("value", "pattern", "written"),
    [
        (1234.5, "%,.0f", "1,234"),
        (1235.5, "%,.0f", "1,236"),
        (12, "%,d", "12"),
        (1234567, "%,d", "1,234,567"),
        (80.123, "%.1f%%", "80.1%"),
        (1234.5, "", "1,234.5"),
        (7, "", "7"),
        ("x", "%d", "x"),
    ],
)
def test_a_number(value, pattern, written):
    assert number(value, pattern) == written


@pytest.mark.parametrize(
    ("pattern", "language", "written"),
    [
        ("D MMM YYYY", "en", "5 Mar 2026"),
        ("YYYY年M月D日", "zh_CN", "2026年3月5日"),
        ("MMM YYYY", "en", "Mar 2026"),
        ("YYYY年M月", "zh_TW", "2026年3月"),
        ("YYYY-MM-DD HH:mm", "en", "2026-03-05 00:00"),
        ("", "en", "2026-03-05"),
    ],
)
def test_a_day(pattern, language, written):
    assert day(datetime(2026, 3, 5), pattern, language) == written


def test_a_time_of_day_is_told_where_no_pattern_is_given():
    assert day(datetime(2026, 3, 5, 9, 30), "", "en") == "2026-03-05 09:30"
    assert day(date(2026, 3, 5), "", "en") == "2026-03-05"


def test_a_list_ends_after_so_many_rows():
    rows = tuple((f"n{i}",) for i in range(5))
    html = table(Table((Column("Name"),), rows), "en", 3, "… and {n} more rows")
    assert html.count("<tr>") == 1 + 3
    assert "n2" in html
    assert "n3" not in html
    assert '<p class="more">… and 2 more rows</p>' in html
    assert "more" not in table(Table((Column("Name"),), rows), "en", 5, "… and {n} more rows")


def test_each_form_is_written_its_way():
    columns = (
        Column("Name"), Column("Tier", "badge", colours={"A": "#2F4BC0"}), Column("Share", "bar", "%.1f%%"),
        Column("Trend", "trend"),
    )  # fmt: skip
    html = table(Table(columns, (("<b>", ["A"], 130.0, [1, 2]), (None, ["B"], None, [1]))), "en", 9, "")
    assert "&lt;b&gt;" in html
    assert '<span class="badge" style="--c:#2F4BC0">A</span>' in html
    assert '<span class="badge">B</span>' in html  # no colour is known
    assert '<i style="width:100.0%"></i></span>130.0%' in html
    assert '<polyline points="0.0,20.0 90.0,2.0"/>' in html
    assert html.count('<span class="none">–</span>') == 2
    assert html.count("<svg") == 1  # one value makes no line


def test_a_colour_that_is_none_is_left_out():
    columns = (Column("Tier", "badge", colours={"A": "red;background:url(x)"}),)
    assert 'class="badge">A' in table(Table(columns, ((["A"],),)), "en", 9, "")


def test_sentences_of_a_wide_list_go_under_their_rows():
    columns = tuple(Column(name) for name in ("Name", "B", "C", "D", "Why"))
    rows = (("Ann", "b", "c", "d", "because " * 6), ("Bob", "b", "c", "d", None))
    html = table(Table(columns, rows), "en", 9, "")
    assert "<th" in html
    assert "Why" not in html
    assert '<tr class="has-told"><td class="is-text">Ann</td>' in html
    assert '<tr class="told"><td colspan="4"><div>because because' in html
    assert '<tr><td class="is-text">Bob</td>' in html  # who has no sentence has no second row
    narrow = table(Table(columns[:4], tuple(row[:3] + row[4:] for row in rows)), "en", 9, "")
    assert "told" not in narrow


def test_a_chinese_sentence_is_as_wide_as_two():
    columns = tuple(Column(name) for name in "abcde")
    for length, is_told in ((22, False), (23, True)):
        html = table(Table(columns, (("1", "2", "3", "4", "字" * length),)), "zh_CN", 9, "")
        assert ('class="told"' in html) is is_told
