"""Order and customer numbers that a spreadsheet has shortened to 1.23E+15 make no order and no customer."""

import pytest

from crm_core.intake import rejects

HEADER = "order_id,customer_id,ordered_at,amount\n"


def test_six_orders_of_six_customers_are_not_made_one(load, connection, rows):
    receipt = load(HEADER + "".join(f"1.23457E+15,c{n},2024-03-0{n},{n}0\n" for n in range(1, 7)))[0]
    assert (receipt.accepted, receipt.merged, receipt.rejected) == (0, 0, 6)
    first = rejects(connection, 1)[0]
    assert (first.line, first.column, first.value, first.code) == (2, "order_id", "1.23457E+15", "shortened_key")
    assert str(first.reason) == (
        "“1.23457E+15” in order_id was shortened by a spreadsheet. Export that column as text."
    )
    assert rows("select count(*) from order_rows") == [(0,)]


@pytest.mark.parametrize(
    "text",
    [
        "order_id,product,quantity,unit_price\n1.23E+15,Tea,1,2.50\n7,Tea,1,2.50\n",
        "customer_id,name\n1.23E+15,Ann\n7,Bob\n",
    ],
)
def test_lines_and_customers_are_looked_at_too(load, connection, text):
    receipt = load(text)[0]
    assert receipt.rejected == 1
    assert [(each.line, each.code) for each in rejects(connection, 1)] == [(2, "shortened_key")]


def test_amounts_and_other_columns_may_look_so(load, rows):
    receipt = load("order_id,customer_id,ordered_at,amount,product\n1,ann,2024-03-01,10,1.23E+15\n")[0]
    assert (receipt.accepted, receipt.rejected) == (1, 0)


def test_a_phone_or_account_beside_another_key_says_nothing_then(load, rows):
    receipt = load("customer_id,name,phone\n1,Ann,1.38E+10\n2,Bob,1.38E+10\n3,Cy,+4915112345678\n")[0]
    assert (receipt.accepted, receipt.rejected) == (3, 0)
    found = rows("select name, phone from customer_rows order by name")
    assert found == [("Ann", None), ("Bob", None), ("Cy", "+4915112345678")]


def test_a_phone_that_is_the_only_key_is_rejected(load, connection):
    receipt = load("name,phone\nAnn,1.38E+10\nBob,13912345678\n")[0]
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert [(each.line, each.code, each.column) for each in rejects(connection, 1)] == [(2, "shortened_key", "phone")]


def test_a_refund_of_a_shortened_order_is_rejected(load, connection):
    text = "order_id,customer_id,ordered_at,amount,refund_of\n1,ann,2024-03-01,10,\nr1,ann,2024-03-02,-5,1.23E+15\n"
    assert load(text)[0].rejected == 1
    assert [(each.line, each.code, each.column) for each in rejects(connection, 1)] == [
        (3, "shortened_key", "refund_of")
    ]
