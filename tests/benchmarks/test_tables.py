"""The tables say what was measured, which goals are met, and which parts failed."""

import pytest

from benchmarks import report, table
from benchmarks.rows import ROWS, Missing, Row, part, ratio

MILLION, TEN = 1_000_000, 10_000_000


def parts(times: float = 1.0):
    return {
        "floor": {"read": 7.0, "group": 1.0},
        "pandas": {"read": 2.0, "labels": 4.0, "memory": 1.0, "counts": {"tier": {"A": 1}}},
        "build": {
            "load": 10.0 * times, "newest": 2.0 * times, "all": 14.0 * times, "memory": 3.0,
            "works": {"label": 8.0, "compare": 3.0}, "newest_tables": {"days": 1.5}, "history_tables": {"days": 0.5},
        },
        "labels": {"tier": {"A": 1}},
        "append": {"load": 1.0, "newest": 0.5, "history": 0.5, "memory": 1.0},
        "pages": {"times": {"overview": [0.1, 0.2], "tiers": [0.3, 0.4]}},
        "users": {"alone": 0.1, "p50": 0.2, "p95": 0.5, "worst": 1.0, "opened": 1.0, "most": 1.2},
        "paint": {"bytes": 3e6, "paint": 1.2, "words": 2.0, "chart": 3.0},
        "first_chart": {"looked": 1.0, "checked": 9.0, "loaded": 20.0, "shown": 2.0, "memory": 3.0},
    }  # fmt: skip


@pytest.fixture
def results():
    hello = {"bytes": 2e6, "paint": 1.0, "words": 1.0}
    return {0: {"hello": hello}, MILLION: parts(0.1), TEN: parts()}


def line(results, start):
    return next(found for found in table.main_table(results) if found[0].startswith(start))


@pytest.mark.parametrize(
    ("start", "cell", "met"),
    [
        ("CSV to first chart", "2.75× (22.0 s / 8.0 s)", "yes"),
        ("full build", "14.00× (14.0 s / 1.0 s)", "yes"),
        ("labels of every month", "2.50× (10.0 s / 4.0 s)", "yes"),
        ("next month's file", "14% (2.0 s / 14.0 s)", "yes"),
        ("any page, any filter, on the server: p95", "400 ms", "NO"),
        ("a page as 20 users", "5.00× (500 ms / 100 ms)", "yes"),
        ("Overview in a cold browser: bytes", "1.50× (3.00 MB / 2.00 MB)", "yes"),
        ("memory of an import", "3.00 GB", "yes"),
        ("growth of the full build", "1.00", "yes"),
    ],
)
def test_a_row_says_the_ratio_the_times_and_whether_the_goal_is_met(results, start, cell, met):
    found = line(results, start)
    assert (found[2], found[4]) == (cell, met)


def test_a_goal_for_large_shops_says_nothing_of_small_ones(results):
    results[MILLION]["build"]["all"] = 1000.0
    assert line(results, "full build")[4] == "yes"
    del results[TEN]
    assert line(results, "full build")[3] == ""


def test_a_part_that_failed_says_so_in_its_rows_and_misses_its_goal(results):
    results[TEN]["build"] = {"error": "out of memory"}
    assert line(results, "full build")[2:] == ["failed: build", "≤ 15×", "NO"]
    assert "build: out of memory" in report.plain(results, ["a machine"])


def test_a_part_that_was_not_run_leaves_its_rows_empty(results):
    results[TEN] = {"floor": results[TEN]["floor"]}
    assert line(results, "any page, any filter, on the server: p95")[2] == "–"
    assert "failed" not in report.plain(results, ["a machine"])


def test_the_profile_adds_up_to_the_full_build(results):
    lines = table.profile(results, TEN)
    assert lines[1:] == [
        ["history: label", "8.00", "57%", "8.00"],
        ["history: compare", "3.00", "21%", "3.00"],
        ["newest snapshot", "2.00", "14%", "2.00"],
        ["history: the rest (choosing work, commits)", "1.00", "7%", "1.00"],
        ["of it, table or statement days", "2.00", "14%", "2.00"],
    ]


def test_labels_that_differ_from_those_of_pandas_are_said(results):
    results[TEN]["labels"] = {"tier": {"A": 2}}
    assert "NOT the same" in " ".join(table.checks(results, TEN))


def test_the_documentation_holds_every_row(results, tmp_path):
    report.write(tmp_path / "speed.md", results, ["a machine"])
    text = (tmp_path / "speed.md").read_text("utf-8")
    assert all(row.what in text for row in ROWS)
    assert text.startswith("# Speed\n")


def test_a_goal_of_one_size_goes_before_the_others():
    row = Row("x", lambda results, orders: ratio(1, 1), 300, goal_at=(TEN,), goals=((MILLION, 150.0),))
    assert [row.limit(size) for size in (100_000, MILLION, TEN)] == [None, 150.0, 300]


def test_what_is_missing_is_named(results):
    results[TEN]["build"] = {"error": "it failed"}
    with pytest.raises(Missing, match="build"):
        part(results, TEN, "build")
