"""Undo: what is kept is as if the import had never come, whichever it is and whatever came after."""

from datetime import datetime
from itertools import permutations

import pytest

from crm_core import amending, checking, intake
from crm_core.errors import UserError
from tests.amending.files import CUSTOMERS_FIRST, CUSTOMERS_SECOND, FIRST, PAIRS, SECOND, THIRD


@pytest.mark.parametrize("kind", PAIRS)
def test_undoing_the_second_leaves_what_the_first_left(books, kind):
    one, other = PAIRS[kind]
    books.load(*(() if kind == "orders" else (FIRST,)), one)
    before = books.exported()
    (second,) = books.load(other)
    assert books.exported() != before
    books.undo(second)
    after = books.exported()
    assert {name: after[name] for name in after if name != "cut_offs"} == {
        name: before[name] for name in before if name != "cut_offs"
    }
    assert checking.violations(books.filled()) == []


@pytest.mark.parametrize("kind", PAIRS)
def test_undoing_the_first_leaves_what_the_second_alone_leaves(books, left_by, kind):
    one, other = PAIRS[kind]
    others = () if kind == "orders" else (FIRST,)
    ids = books.load(*others, one, other)
    books.undo(ids[-2])
    assert books.exported(with_ids=False) == left_by(*others, other)
    assert checking.violations(books.filled()) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_imports_undone_in_any_order(books, left_by, order):
    texts = [FIRST, SECOND, THIRD]
    ids = books.load(*texts)
    for place, undone in enumerate(order):
        books.undo(ids[undone])
        if left := [texts[other] for other in sorted(order[place + 1 :])]:
            assert books.exported(with_ids=False) == left_by(*left)
    assert books.rows("select count(*) from order_rows union all select count(*) from identities") == [(0,), (0,)]
    assert checking.violations(books.filled()) == []


def test_an_undone_file_can_be_loaded_again_and_is_then_the_newest(books):
    first, second = books.load(FIRST, SECOND)
    whole = books.exported(with_ids=False)
    books.undo(second)
    books.load(SECOND)
    assert books.exported(with_ids=False) == whole
    books.undo(first)
    books.load(FIRST)
    assert books.rows("select amount from orders where order_id = '2'") == [(50,)]


def test_keys_of_customers_that_went_are_not_given_to_others(books):
    books.load("order_id,customer_id,ordered_at,amount\n1,ann,2024-01-01,1\n")
    (second,) = books.load("order_id,customer_id,ordered_at,amount\n2,bob,2024-01-01,1\n")
    books.undo(second)
    assert books.rows("select value from identities") == [("ann",)]
    books.load("order_id,customer_id,ordered_at,amount\n3,cy,2024-01-01,1\n")
    assert books.rows("select identity_key, value from identities order by 1") == [(1, "ann"), (3, "cy")]


def test_rejected_rows_go_with_their_import_and_the_receipt_stays(books):
    (first,) = books.load(FIRST)
    assert books.rows("select count(*) from rejects") == [(1,)]
    books.undo(first)
    assert books.rows("select count(*) from rejects") == [(0,)]
    (receipt,) = intake.receipts(books.connection)
    assert (receipt.rows_in_file, receipt.undone_at) == (7, datetime(2026, 1, 1))


def test_the_currency_is_again_what_the_remaining_imports_say(books):
    header = "order_id,customer_id,ordered_at,amount,currency\n"
    (first,) = books.load(header + "1,ann,2024-01-01,1,EUR\n")
    books.undo(first)
    assert books.rows("select count(*) from meta where key = 'currency'") == [(0,)]
    (usd,) = books.load(header + "1,ann,2024-01-01,1,USD\n")
    (more,) = books.load("order_id,customer_id,ordered_at,amount\n2,ann,2024-01-01,1\n")
    assert usd < more
    books.undo(more)
    assert books.rows("select value from meta where key = 'currency'") == [("USD",)]


def test_a_refund_without_its_order_finds_it_only_while_the_orders_import_is_in_force(books):
    header = "order_id,customer_id,ordered_at,amount\n"
    (orders,) = books.load(header + "1,ann,2024-01-01,10\n2,bob,2024-01-02,5\n")
    books.load(header + "1,,2024-02-01,-10\n3,bob,2024-02-02,7\n")
    query = "select o.kind, c.customer_id from orders as o left join customers as c using (customer_key) order by all"
    assert books.rows(query)[-1] == ("zero", "ann")  # given back in full by the other file
    assert ("refund", "ann") in books.rows(query)
    books.undo(orders)
    assert books.rows(query) == [("purchase", "bob"), ("refund", None)]


def test_what_goes_is_said_before(books):
    books.load(FIRST, CUSTOMERS_FIRST)
    second, customers = books.load(SECOND, CUSTOMERS_SECOND)
    found = amending.what_goes(books.connection, second)
    assert (found.rows, found.orders, found.amount, found.entries_back) == (5, 5, 60 - 20 - 100 + 40, 3 + 3)
    assert amending.what_goes(books.connection, customers).entries_back == 1


def test_unknown_and_undone_imports_say_so(books):
    (first,) = books.load(FIRST)
    with pytest.raises(UserError, match="There is no import 99"):
        books.undo(99)
    books.undo(first)
    with pytest.raises(UserError, match=r"was undone on 2026-01-01 already\. Nothing was changed"):
        books.undo(first)


RATES = "day,currency,rate\n2024-01-01,USD,0.5\n2024-02-01,USD,0.4\n"
MONEY = "order_id,customer_id,ordered_at,amount,currency\n"


def test_rates_that_amounts_were_converted_with_stay(books):
    (before,) = books.load(MONEY + "0,ann,2024-01-05,7,EUR\n")
    (rates,) = books.load(RATES)
    (orders,) = books.load(MONEY + "1,ann,2024-01-05,10,USD\n2,ann,2024-02-05,10,EUR\n")
    assert books.rows("select amount, written_currency from order_rows where order_id = '1'") == [(5, "USD")]
    with pytest.raises(UserError, match=rf"Undo these imports first: .*\.csv \({orders}\)\.$"):
        books.undo(rates)
    books.undo(before)
    books.undo(orders)
    books.undo(rates)
    assert books.rows("select count(*) from rate_rows") == [(0,)]


def test_rates_are_again_what_the_first_file_says(books):
    (first,) = books.load(MONEY + "0,ann,2024-01-05,7,EUR\n", RATES)[1:]
    before = books.rows("from rate_rows order by all")
    (second,) = books.load(RATES.replace("0.4", "0.3"))
    assert [tuple(row) for row in amending.changed_values(books.connection, second).values.tolist()] == [
        ("rate", "USD 2024-02-01", "rate", "0.4", "0.3")
    ]
    assert second > first
    books.undo(second)
    assert books.rows("from rate_rows order by all") == before
