"""A refund with a number of its own is corrected by a later row with that number, as an order is."""

from itertools import permutations

import pytest

from crm_core import amending, checking

HEADER = "order_id,customer_id,ordered_at,amount,refund_of\n"
ORDERS = HEADER + "1,ann,2024-01-01,100,\n2,bob,2024-01-02,60,\n"
FIRST = ORDERS + "r1,ann,2024-01-12,-50,1\n"
CORRECTED = HEADER + "r1,ann,2024-01-12,-30,1\n3,cy,2024-02-01,10,\n"
REFUNDS = "select order_id, cast(amount as integer) from orders where kind = 'refund' order by all"


def test_a_corrected_amount_replaces_the_refund(books):
    _, second = books.load(FIRST, CORRECTED)
    assert books.rows(REFUNDS) == [("r1", -30)]
    assert books.rows(f"select values_changed from imports where import_id = {second}") == [(1,)]
    assert amending.changed_values(books.connection, second).values.tolist() == [
        ["order", "r1", "amount", "-50", "-30"]
    ]


def test_the_same_refund_with_its_time_of_day_counts_once(books):
    books.load(FIRST, CORRECTED.replace("2024-01-12,-30", "2024-01-12 09:30,-50"))
    assert books.rows(REFUNDS) == [("r1", -50)]


def test_a_later_file_that_does_not_say_of_which_order_counts_once_too(books):
    books.load(FIRST, "order_id,customer_id,ordered_at,amount\nr1,ann,2024-01-12,-30\n3,cy,2024-02-01,10\n")
    assert books.rows(REFUNDS) == [("r1", -30)]


def test_a_credit_note_over_two_orders_is_a_refund_of_each(books):
    note = "r1,ann,2024-01-12,-50,1\nr1,ann,2024-01-12,-20,2\n"
    books.load(ORDERS + note, HEADER + note.replace("-20", "-25") + "3,cy,2024-02-01,10,\n")
    assert books.rows(REFUNDS) == [("r1", -50), ("r1", -25)]


def test_in_one_file_the_later_row_of_the_number_wins(books):
    books.load(FIRST + "r1,ann,2024-01-13,-30,1\n")
    assert books.rows(REFUNDS) == [("r1", -30)]
    assert books.rows("select accepted, refunds, merged, cast(amount_merged as integer) from imports") == [
        (2, 1, 1, -50)
    ]


def test_refunds_that_carry_the_number_of_their_order_stay_apart(books):
    books.load(
        ORDERS + "1,ann,2024-01-12,-50,\n1,ann,2024-01-13,-5,1\n",
        HEADER + "1,ann,2024-01-12,-30,\n1,ann,2024-01-13,-5,1\n3,cy,2024-02-01,10,\n",
    )
    assert books.rows(REFUNDS) == [("1", -50), ("1", -30), ("1", -5)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_corrections_undone_in_any_order(books, left_by, order):
    texts = [FIRST, CORRECTED, HEADER + "r1,ann,2024-01-14,-20,1\n4,cy,2024-03-01,10,\n"]
    ids = books.load(*texts)
    for place, undone in enumerate(order[:-1]):
        books.undo(ids[undone])
        assert books.exported(with_ids=False) == left_by(*(texts[other] for other in sorted(order[place + 1 :])))
    assert checking.violations(books.filled()) == []
