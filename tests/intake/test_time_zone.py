"""Moments with an offset are moved to the business time zone; without one they stay as they are written."""

import pytest

HEADER = "order_id,customer_id,ordered_at,amount\n"
MOMENTS = "select strftime(ordered_at, '%Y-%m-%d %H:%M') from order_rows order by order_id"


@pytest.mark.parametrize(
    ("written", "kept", "in_shanghai"),
    [
        ("2025-10-07 23:30:25 +0200", "2025-10-07 23:30", "2025-10-08 05:30"),
        ("2025-10-07T23:30:25Z", "2025-10-07 23:30", "2025-10-08 07:30"),
        ("2025-10-07T23:30:25-05:00", "2025-10-07 23:30", "2025-10-08 12:30"),
        ("2025-10-07 23:30 UTC", "2025-10-07 23:30", "2025-10-08 07:30"),
        ("2025-10-07", "2025-10-07 00:00", "2025-10-07 00:00"),
        ("2025-10-07 23:30", "2025-10-07 23:30", "2025-10-07 23:30"),
    ],
)
def test_offsets(load, rows, written, kept, in_shanghai):
    load(HEADER + f"1,ann,{written},5\n2,bob,2025-10-07T01:00:00Z,6\n")
    assert rows(MOMENTS)[0] == (kept,)
    rows("delete from order_rows; delete from imports")
    load(HEADER + f"1,ann,{written},5\n2,bob,2025-10-07T01:00:00Z,6\n", time_zone="Asia/Shanghai")
    assert rows(MOMENTS) == [(in_shanghai,), ("2025-10-07 09:00",)]


def test_a_column_that_says_utc_is_moved_but_days_without_a_time_are_not(load, rows):
    header = "order_id,customer_id,created (UTC),amount\n"
    load(header + "1,ann,2025-03-09 06:30,5\n2,bob,2025-03-09,6\n", time_zone="America/New_York")
    assert rows(MOMENTS) == [("2025-03-09 01:30",), ("2025-03-09 00:00",)]


def test_the_clock_is_changed_on_the_right_day(load, rows):
    header = "order_id,customer_id,created (UTC),amount\n"
    load(header + "1,ann,2025-03-30 00:59,5\n2,bob,2025-03-30 01:00,6\n", time_zone="Europe/Berlin")
    assert rows(MOMENTS) == [("2025-03-30 01:59",), ("2025-03-30 03:00",)]


def test_the_time_of_day_may_have_a_column_of_its_own(load, rows):
    load("order_id,customer_id,date,time,amount\n1,ann,13/10/2025,09:05:00,5\n2,bob,14/10/2025,,6\n")
    assert rows(MOMENTS) == [("2025-10-13 09:05",), ("2025-10-14 00:00",)]
