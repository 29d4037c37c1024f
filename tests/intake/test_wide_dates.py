"""Dates in full-width figures and signs are read as the amounts beside them are, and tell the order of their parts."""

import pytest

HEADER = "order_id,customer_id,ordered_at,amount\n"
MOMENTS = "select strftime(ordered_at, '%Y-%m-%d %H:%M') from order_rows order by order_id"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("２０２４-０３-０１", "2024-03-01 00:00"),
        ("２０２４－０３－０１", "2024-03-01 00:00"),
        ("２０２４年３月１日", "2024-03-01 00:00"),
        ("２０２４／０３／０１　２０：０５", "2024-03-01 20:05"),
        ("２０２４-０３-０１ 下午 ８:０５", "2024-03-01 20:05"),
    ],
)
def test_full_width_dates_are_read(load, rows, written, moment):
    receipt = load(HEADER + f"o1,c1,{written},１２\no2,c2,2024-03-02,7\n")[0]
    assert (receipt.accepted, receipt.rejected) == (2, 0)
    assert rows(MOMENTS) == [(moment,), ("2024-03-02 00:00",)]


def test_a_full_width_date_tells_that_the_day_is_first(load, rows):
    receipt = load(HEADER + "o1,c1,０１/０２/２０２４,1\no2,c2,２５/０２/２０２４,2\n")[0]
    assert (receipt.accepted, receipt.rejected) == (2, 0)
    assert rows(MOMENTS) == [("2024-02-01 00:00",), ("2024-02-25 00:00",)]
