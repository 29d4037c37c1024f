"""Rows with more fields than the header are rejected, not read one column off; delimiters at their end do no harm."""

import pytest

from crm_core.intake import rejects

HEADER = "order_id,customer_id,ordered_at,amount,status\n"
ORDERS = "select order_id, cast(cast(amount as decimal(18, 2)) as varchar), status from order_rows order by order_id"


def test_thousands_without_quotes_move_no_column(load, connection):
    receipt = load(HEADER + "o1,c1,2024-03-01,1,200.00,paid\no2,c2,2024-03-02,1,100.00,cancelled\n")[0]
    assert (receipt.accepted, receipt.not_counted, receipt.rejected) == (0, 0, 2)
    assert [(each.line, each.code, each.record) for each in rejects(connection, 1)] == [
        (2, "too_many_fields", "o1,c1,2024-03-01,1,200.00,paid"),
        (3, "too_many_fields", "o2,c2,2024-03-02,1,100.00,cancelled"),
    ]


def test_the_rows_that_fit_the_header_are_read(load, rows):
    wide = "".join(f"o{n},c{n},2024-03-01,1,200.00,paid\n" for n in range(2, 5))
    receipt = load(HEADER + "o1,c1,2024-03-01,900.00,paid\n" + wide)[0]
    assert (receipt.accepted, receipt.rejected) == (1, 3)
    assert rows(ORDERS) == [("o1", "900.00", "paid")]


@pytest.mark.parametrize("end", [",", ", "])
def test_delimiters_at_the_end_of_the_rows_are_no_values(load, rows, end):
    receipt = load(HEADER + f"o1,c1,2024-03-01,900.00,paid{end}\no2,c2,2024-03-02,8,paid{end}\n")[0]
    assert (receipt.accepted, receipt.rejected) == (2, 0)
    assert rows(ORDERS) == [("o1", "900.00", "paid"), ("o2", "8.00", "paid")]


def test_a_row_that_is_wider_in_spite_of_delimiters_at_the_end_is_rejected_once(load, rows):
    wide = "o2,c2,2024-03-02,1,100.00,paid,\n"
    others = "o3,c3,2024-03-02,8,paid,\no4,c4,2024-03-03,9,paid\n"
    receipt = load(HEADER + "o1,c1,2024-03-01,900.00,paid,\n" + wide + others)[0]
    assert (receipt.accepted, receipt.rejected) == (3, 1)
    assert rows(ORDERS) == [("o1", "900.00", "paid"), ("o3", "8.00", "paid"), ("o4", "9.00", "paid")]
