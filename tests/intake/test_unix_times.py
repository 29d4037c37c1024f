"""Times as seconds or milliseconds since 1970 are moments in UTC; a spreadsheet's days are as written."""

import pytest

HEADER = "order_id,customer_id,ordered_at,amount\n"
MOMENTS = "select strftime(ordered_at, '%Y-%m-%d %H:%M') from order_rows order by order_id"


@pytest.mark.parametrize(
    ("written", "as_written", "in_shanghai"),
    [
        ("1709323200", "2024-03-01 20:00", "2024-03-02 04:00"),
        ("1709323200000", "2024-03-01 20:00", "2024-03-02 04:00"),
        ("2024-03-01 20:00:00 UTC", "2024-03-01 20:00", "2024-03-02 04:00"),
        ("45352.8333333", "2024-03-01 20:00", "2024-03-01 20:00"),
    ],
)
def test_unix_times_are_moved_to_the_time_zone(load, rows, written, as_written, in_shanghai):
    load(HEADER + f"o1,c1,{written},5\n")
    assert rows(MOMENTS) == [(as_written,)]
    rows("delete from order_rows; delete from imports")
    load(HEADER + f"o1,c1,{written},5\n", time_zone="Asia/Shanghai")
    assert rows(MOMENTS) == [(in_shanghai,)]


def test_they_are_moved_among_moments_with_an_offset_too(load, rows):
    load(HEADER + "o1,c1,1709323200,5\no2,c2,2024-03-01T20:00:00Z,6\n", time_zone="Asia/Shanghai")
    assert rows(MOMENTS) == [("2024-03-02 04:00",), ("2024-03-02 04:00",)]
