"""A part runs by itself: what goes wrong in it is told, and the others go on."""

import json

import duckdb
import pytest

from benchmarks import child, measuring, shop
from benchmarks.child import Failed
from benchmarks.watched import Watched, named


def test_a_part_that_fails_says_why_and_the_next_is_run(tmp_path, monkeypatch):
    def fail(files):
        raise Failed("no memory left")

    monkeypatch.setattr(measuring, "PARTS", {"floor": fail, "build": lambda files: {"all": 2.0}})
    results = measuring.measure([1000], tmp_path, ["floor", "build"])
    assert results == {0: {}, 1000: {"floor": {"error": "no memory left"}, "build": {"all": 2.0}}}
    assert json.loads((tmp_path / "speed.json").read_text("utf-8"))["1000"]["build"] == {"all": 2.0}


def test_work_in_a_process_of_its_own_gives_what_it_returns(tmp_path):
    shop.write_orders(tmp_path / "orders.csv", 1000)
    found = child.run("floors", "of_file", tmp_path / "orders.csv", tmp_path / "floor.duckdb")
    assert set(found) == {"read", "group"}


def test_work_that_cannot_be_done_gives_its_last_line(tmp_path):
    with pytest.raises(Failed, match=r"missing\.csv"):
        child.run("in_pandas", "measure", tmp_path / "missing.csv")


def test_the_next_month_has_new_orders_only_and_one_in_ten_by_a_new_customer(tmp_path):
    shop.write_next_month(tmp_path / "month.csv", 1000, 300)
    row = duckdb.sql(
        "select count(distinct order_id), min(cast(substr(order_id, 2) as integer)), min(ordered_at), max(ordered_at),"
        f" count(*) filter (where cast(substr(customer_id, 2) as integer) >= 100) from '{tmp_path / 'month.csv'}'"
    ).fetchone()
    assert row is not None
    assert row[:2] == (300, 1000)
    assert (str(row[2])[:7], str(row[3])[:7]) == ("2026-01", "2026-01")
    assert 15 <= row[4] <= 45


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("create or replace table days as -- One row per day\nselect 1", "days"),
        ("create or replace temp table lines as select 1", "lines"),
        ("insert into snapshot_rows by name select 1", "snapshot_rows"),
        ("-- One row\nselect 1", "select"),
        ("commit", "commit"),
    ],
)
def test_a_statement_is_named_by_what_it_makes(query, name):
    assert named(query) == name


def test_a_watched_connection_answers_as_before_and_notes_the_time():
    watched = Watched(duckdb.connect())
    watched.execute("create or replace table days as select 7 as day")
    assert watched.execute("select day from days where day = ?", [7]).fetchone() == (7,)
    assert set(watched.spent) == {"days", "select"}
    assert watched.cursor().execute("select 1").fetchone() == (1,)
