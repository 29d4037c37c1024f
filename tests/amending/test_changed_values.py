"""Which values an import changed, entry by entry."""

from crm_core import amending
from tests.amending.files import (
    CUSTOMERS_FIRST,
    CUSTOMERS_SECOND,
    FIRST,
    LINES_FIRST,
    LINES_SECOND,
    SECOND,
    SURVEYS_FIRST,
    SURVEYS_SECOND,
    THIRD,
)  # fmt: skip


def changes(books, import_id, **at_most):
    return [tuple(row) for row in amending.changed_values(books.connection, import_id, **at_most).values.tolist()]


def counted(books, import_id):
    return books.rows(f"select values_changed from imports where import_id = {import_id}")[0][0]


def test_orders_with_their_old_and_new_values(books):
    first, second = books.load(FIRST, SECOND)
    assert changes(books, first) == []
    assert changes(books, second) == [
        ("order", "2", "amount", "50", "60"),
        ("order", "2", "refunded", "10", None),
        ("order", "3", "is_counted", "true", "false"),
        ("order", "3", "status", "paid", "cancelled"),
    ]
    assert counted(books, second) == 2
    assert len(changes(books, second, at_most=3)) == 3


def test_an_order_that_changed_hands_names_both(books):
    *_, third = books.load(FIRST, SECOND, THIRD)
    assert changes(books, third)[:3] == [
        ("order", "2", "amount", "60", "65"),
        ("order", "2", "channel", "web", "shop"),
        ("order", "2", "customer_id", "ann", "bob"),
    ]


def test_customers_and_their_tags(books):
    _, second = books.load(CUSTOMERS_FIRST, CUSTOMERS_SECOND)
    assert changes(books, second) == [
        ("customer", "ann", "name", "Ann Lee", "Anna Lee"),
        ("customer", "ann", "region", "North", "East"),
        ("customer", "ann", "tags", '{"card":"gold"}', '{"card":"silver"}'),
    ]
    assert counted(books, second) == 1


def test_lines_of_an_order_as_a_whole(books):
    *_, second = books.load(FIRST, LINES_FIRST, LINES_SECOND)
    assert changes(books, second) == [
        ("order", "1", "lines", "mug · × 1.0000 · 40.0000; tea · × 2.0000 · 60.0000", "tea · × 3.0000 · 100.0000")
    ]


def test_the_same_answer_again_changes_nothing(books):
    *_, second = books.load(SURVEYS_FIRST, SURVEYS_SECOND)
    assert changes(books, second) == []


def test_after_an_undo_a_later_import_changes_what_is_now_before_it(books):
    _first, second, third = books.load(FIRST, SECOND, THIRD)
    assert counted(books, third) == 2
    books.undo(second)
    assert ("order", "2", "amount", "50", "65") in changes(books, third)
    assert counted(books, third) == 1
    assert len({row[1] for row in changes(books, third)}) == 1
