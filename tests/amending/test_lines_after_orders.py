"""Lines that came while an orders file told their orders' amounts: undone, these orders are as the lines say."""

from itertools import permutations

import pytest

from crm_core import amending, checking

ORDERS = "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-02,12.50\n2,bob,2024-01-03,5\n"
LATER = "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-02,13.50\n3,cy,2024-01-04,7\n"
HEADER = "order_id,customer_id,ordered_at,product,quantity,line_amount\n"
LINES = HEADER + "1,ann,2024-01-02,tea,1,10\n2,dee,2024-01-03,mug,1,4\n"
MORE = HEADER + "1,ann,2024-01-02,tea,1,11\n3,cy,2024-01-04,pot,1,6\n"
WHOLE = "order_id,customer_id,ordered_at,order total,product,quantity,line_amount\n1,ann,2024-01-02,15,tea,1,12\n"
KEPT = "select order_id, cast(amount as double), customer_id from orders join customers using (customer_key) order by 1"


def test_orders_of_lines_come_back_when_the_orders_file_is_undone(books, left_by):
    first, second = books.load(ORDERS, LINES)
    assert books.rows(KEPT) == [("1", 12.5, "ann"), ("2", 5, "bob")]
    assert books.rows(f"select orders, accepted, values_changed from imports where import_id = {second}") == [(0, 2, 0)]
    assert amending.changed_values(books.connection, first).empty
    books.undo(first)
    assert books.rows(KEPT) == [("1", 10, "ann"), ("2", 4, "dee")]
    assert books.exported(with_ids=False) == left_by(LINES)


@pytest.mark.parametrize(
    "texts", [(LINES, ORDERS, MORE), (ORDERS, LATER, LINES), (ORDERS, LINES, LATER), (ORDERS, LINES, MORE),
              (ORDERS, WHOLE, LINES), (LINES, ORDERS, WHOLE)]
)  # fmt: skip
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_orders_and_lines_undone_in_any_order(books, left_by, texts, order):
    ids = books.load(*texts)
    for place, undone in enumerate(order[:-1]):
        books.undo(ids[undone])
        assert books.exported(with_ids=False) == left_by(*(texts[other] for other in sorted(order[place + 1 :])))
    assert checking.violations(books.filled()) == []


def test_the_receipt_of_the_lines_counts_again_what_they_change(books):
    _, orders, lines = books.load(LINES, ORDERS, MORE)
    receipt = f"select orders, values_changed from imports where import_id = {lines}"
    assert books.rows(receipt) == [(1, 1)]  # the lines of order 1
    books.undo(orders)
    assert books.rows(receipt) == [(2, 2)]  # and its amount
