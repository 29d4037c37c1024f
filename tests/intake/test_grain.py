"""Lines or orders, amounts of an order or of a line, and rows that are none."""

import pytest

from crm_core.intake import problems, recognise
from tests.layouts.outcome import outcome

LINES = "Order ID,Date,Email,Product,Quantity,Price,{}\n".format
ROW = "{},2024-03-14,a@x.org,{},{},{},{}\n".format
HEADER = "Order ID,Date,Customer ID,Total\n"


@pytest.mark.parametrize(
    ("column", "amounts", "order", "lines"),
    [
        ("Total", (11, 11), 11, "2 10"),  # repeated: 4 + 6, and 1 of shipping
        ("Total", (11, ""), 11, "2 10"),
        ("Total", (4, 6), 10, "2 10"),
        ("Line Total", (4, 6), 10, "2 10"),
    ],
)
def test_totals_of_an_order_and_of_a_line(shape, column, amounts, order, lines):
    rows = ROW(1, "tea", 2, 2, amounts[0]) + ROW(1, "mug", 1, 6, amounts[1]) + ROW(2, "mug", 1, 6, 6)
    found = outcome(recognise(shape(LINES(column) + rows)))
    assert found["orders"][0] == f"1 | 2024-03-14 | {order} | | email=a@x.org"
    assert found["lines"] == f"3 {10 + 6}"


def test_equal_lines_are_no_repeated_total(shape):
    rows = ROW(1, "tea", 1, 5, 5) + ROW(1, "mug", 1, 5, 5)
    assert outcome(recognise(shape(LINES("Total") + rows)))["net"] == "10"


def test_an_order_goes_on_in_rows_that_leave_its_columns_empty(shape):
    text = "Order,Date,Customer,Total,Item,Qty\nS1,2024-03-14,Oak Ltd,9,Tea,1\n,,,,Mug,2\n\n"
    found = outcome(recognise(shape(text + "S2,2024-03-15,Elm Ltd,4,Mug,1\nTotal,,,13,,4\n")))
    assert found["orders"] == [
        "S1 | 2024-03-14 | 9 | | account=Oak Ltd", "S2 | 2024-03-15 | 4 | | account=Elm Ltd",
    ]  # fmt: skip
    assert (found["lines"], found["rejected"], found["set_aside"]) == ("3 0", 0, 1)


def test_a_total_is_no_line_of_the_order_above_it(shape):
    text = "Customer,Order,Date,Item,Qty,Price\nOak Ltd,S1,2024-03-14,Tea,1,2\n,,,Mug,2,3\nTotal,,,,3,8\n"
    found = outcome(recognise(shape(text)))
    assert (found["net"], found["lines"], found["set_aside"]) == ("8", "2 8", 1)


@pytest.mark.parametrize(
    ("between", "set_aside"),
    [(HEADER, 1), (",,,\n", 1), ("\n", 0), ("Total,,,10\n", 1), ("小计,,,10\n", 1)],
)
def test_rows_that_are_none_are_set_aside(shape, between, set_aside):
    text = HEADER + "1,2024-03-14,7,5\n2,2024-03-15,7,5\n" + between + "3,2024-03-16,8,6\n"
    found = outcome(recognise(shape(text)))
    assert (len(found["orders"]), found["rejected"], found["set_aside"]) == (3, 0, set_aside)


@pytest.mark.parametrize(
    "above",
    [
        "Order,Order,Buyer,Money\n" + HEADER,
        "Order,,Buyer,Money\n" + HEADER,
        HEADER + "text,YYYY-MM-DD,text,EUR\n",
        HEADER + "The number of the order.,When it was placed.,Who placed it.,What was paid.\n",
        "My shop\nMarch 2024\n\n" + HEADER,
    ],
)
def test_headers_of_two_rows(shape, above):
    plan = recognise(shape(above + "1,2024-03-14,7,5\n2,2024-03-15,8,6\n"))
    found = outcome(plan)
    assert (plan.shape.columns, len(found["orders"]), found["rejected"]) == (
        ("Order ID", "Date", "Customer ID", "Total"), 2, 0,
    )  # fmt: skip


def test_the_first_row_is_data_where_it_reads_like_the_others(shape):
    plan = recognise(shape("Order ID,Date,Customer ID,Total\n1,2024-03-14,ann,5\n"))
    assert (len(outcome(plan)["orders"]), problems(plan)) == (1, [])


def test_a_refund_of_one_line(shape):
    rows = ROW(1, "tea", 1, 5, "5,shipped,") + ROW(1, "mug", 1, 6, "6,shipped,refunded")
    found = outcome(recognise(shape(LINES("Line Total,Order Status,Return Status") + rows)))
    assert found["orders"] == ["1 | 2024-03-14 | 11 | refunded 6 | email=a@x.org"]
