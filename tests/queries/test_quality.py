"""What the Data quality page finds in orders: each rule on its case, on its threshold, beside it, and on nothing."""

from datetime import date

import pytest

from crm_core.queries import quality, quality_columns, quality_rows
from crm_core.queries.quality import Finding
from crm_core.queries.quality_rules import FOLDER, RULES
from tests.queries.quality_shop import all_names, found, ids, orders
from tests.shop import Shop


@pytest.fixture
def shop():
    return Shop()


def test_a_clean_shop_has_nothing_to_mend(shop):
    orders(shop, 40)
    assert all_names(shop) == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_an_empty_shop_has_nothing_to_mend_and_no_rows(shop, rule):
    assert found(shop, rule.name) is None
    assert quality_rows.rows(shop.connection, rule.name).empty


def test_every_rule_has_its_file():
    helpers = {"far_amount_limits", "first_purchases", "lonely_days", "missing_numbers"}
    columns = set(quality_columns.TABLES.values())
    assert {path.stem for path in FOLDER.glob("*.sql")} == {rule.name for rule in RULES} | helpers | columns


def test_orders_that_name_no_customer(shop):
    orders(shop, 3)
    bare = shop.order(None, "2024-02-01", 30, currency="GBP", channel="store")
    shop.order(None, "2024-02-01", 5, is_counted=False)
    shop.order(None, "2024-02-02", 6, superseded_by=2)
    finding = found(shop, "unnamed_orders")
    assert (finding.count, finding.of, finding.amount, finding.amount_share) == (1, 4, 30, 0.5)
    assert ids(shop, "unnamed_orders") == [bare]
    months = quality_rows.unnamed_by_month(shop.connection).to_dict("list")
    assert [month.date() for month in months["month"]] == [date(2024, 2, 1)]
    assert (months["orders"], months["share"], months["amount"]) == ([1], [1], [30])
    sources = quality_rows.unnamed_by_source(shop.connection)
    assert sources[["channel", "orders", "amount"]].values.tolist() == [["store", 1, 30]]


def test_a_refund_that_names_nobody_is_no_order_without_a_customer(shop):
    shop.order("ann", "2024-01-01", 20)
    shop.order(None, "2024-01-02", -5)
    assert found(shop, "unnamed_orders") is None


# Thirty orders of 10: a deviation is the least there is, a factor of 1.5, so far out begins at 10 · 1.5⁵ = 75.9375.
@pytest.mark.parametrize(("amount", "is_far"), [(75.9375, False), (75.94, True)])
def test_far_larger_than_usual(shop, amount, is_far):
    orders(shop, 30)
    far = shop.order("zoe", "2024-03-01", amount, currency="GBP")
    finding = found(shop, "far_large_orders")
    assert (finding is not None) == is_far
    if is_far:
        assert (finding.count, finding.of, finding.amount) == (1, 31, 75.94)
        assert finding.facts == {"beyond": 75.9375, "usual_low": 10, "usual_high": 10}
        assert ids(shop, "far_large_orders") == [far]


# 10 / 1.5⁵ = 1.3169 to four places.
@pytest.mark.parametrize(("amount", "is_far"), [(1.3169, False), (1.3168, True)])
def test_far_smaller_than_usual(shop, amount, is_far):
    orders(shop, 30)
    far = shop.order("zoe", "2024-03-01", amount, currency="GBP")
    assert (found(shop, "far_small_orders") is not None) == is_far
    assert ids(shop, "far_small_orders") == ([far] if is_far else [])


@pytest.mark.parametrize(("others", "is_far"), [(28, False), (29, True)])
def test_below_thirty_orders_nothing_is_far_out(shop, others, is_far):
    orders(shop, others)
    shop.order("zoe", "2024-03-01", 1000, currency="GBP")
    assert (found(shop, "far_large_orders") is not None) == is_far


def test_where_amounts_spread_widely_far_out_lies_further_away(shop):
    # The logarithms lie 0, ln 10 or 2 · ln 10 from ln 1: their median distance from the middle one, ln 10, is ln 10.
    for amount in (1, 10, 100):
        orders(shop, 12, amount)
    shop.order("zoe", "2024-03-01", 1_000_000, currency="GBP")
    assert found(shop, "far_large_orders") is None
    shop.order("zoe", "2024-03-01", 400_000_000, currency="GBP")
    assert found(shop, "far_large_orders").count == 1


def test_orders_without_an_amount(shop):
    orders(shop, 2)
    free = shop.order("ann", "2024-02-01", 0, currency="GBP")
    shop.order("ann", "2024-02-01", 0, is_counted=False)
    assert found(shop, "zero_orders").count == 1
    assert ids(shop, "zero_orders") == [free]


def test_orders_without_a_currency(shop):
    orders(shop, 2)
    bare = shop.order("ann", "2024-02-01", 7)
    finding = found(shop, "orders_without_currency")
    assert (finding.count, finding.of, finding.amount) == (1, 3, 7)
    assert ids(shop, "orders_without_currency") == [bare]


def test_more_refunded_than_paid(shop):
    all_of_it = shop.order("ann", "2024-01-01", 10, refunded=6)
    too_much = shop.order("bob", "2024-01-01", 10, refunded=6)
    shop.order("ann", "2024-01-05", -4, refund_of=all_of_it)
    shop.order("bob", "2024-01-05", -4.01, refund_of=too_much)
    finding = found(shop, "refunds_too_large")
    assert (finding.count, finding.amount) == (1, 0.01)
    rows = quality_rows.rows(shop.connection, "refunds_too_large")
    assert rows[["order_id", "refunded"]].values.tolist() == [[too_much, 10.01]]


def test_refunds_of_orders_that_no_file_has(shop):
    known = shop.order("ann", "2024-01-01", 10)
    shop.order("ann", "2024-01-05", -4, refund_of=known)
    shop.order("ann", "2024-01-06", -1)
    lost = shop.order("ann", "2024-01-07", -3, refund_of="elsewhere")
    finding = found(shop, "refunds_of_unknown_orders")
    assert (finding.count, finding.of, finding.amount) == (1, 1, 3)
    rows = quality_rows.rows(shop.connection, "refunds_of_unknown_orders")
    assert rows[["order_id", "refund_of"]].values.tolist() == [[lost, "elsewhere"]]


def test_orders_that_may_be_in_twice(shop):
    shop.order("ann", "2024-01-01 10:00", 10, order_id="second")
    shop.order("ann", "2024-01-01 09:00", 10, order_id="first")
    shop.order("ann", "2024-01-01 11:00", 10, order_id="third")
    shop.order("ann", "2024-01-02 09:00", 10)  # another day
    shop.order("ann", "2024-01-01 09:00", 10.01)  # another amount
    shop.order("bob", "2024-01-01 09:00", 10)  # another customer
    shop.order(None, "2024-01-01 09:00", 10)  # nobody
    shop.order(None, "2024-01-01 09:00", 10)
    finding = found(shop, "repeated_orders")
    assert (finding.count, finding.amount) == (2, 20)
    rows = quality_rows.rows(shop.connection, "repeated_orders")
    assert rows[["order_id", "same_as"]].values.tolist() == [["third", "first"], ["second", "first"]]


def test_lines_that_do_not_add_up(shop):
    for name, lines in {
        "equal": (6, 4),
        "a cent a line": (6.01, 4.01),
        "more": (6.02, 4.01),
        "part": (3, None),
    }.items():
        shop.order("ann", "2024-01-05", 10, order_id=name)
        for amount in lines:
            shop.line(name, line_amount=amount)
    shop.order("ann", "2024-01-05", 10, order_id="converted", written_amount=70)
    shop.line("converted", line_amount=70)
    shop.order("ann", "2024-01-05", 10, order_id="without")
    finding = found(shop, "lines_that_differ")
    assert (finding.count, round(finding.amount, 4)) == (1, 0.03)
    rows = quality_rows.rows(shop.connection, "lines_that_differ")
    assert rows[["order_id", "lines_amount"]].values.tolist() == [["more", 10.03]]


def test_replaced_rows_are_looked_at_by_no_rule(shop):
    orders(shop, 30)
    for amount in (0, 5000):
        shop.order(None, "2020-01-01", amount, superseded_by=2)
    shop.order("ann", "2020-01-01", -5, superseded_by=2, refund_of="unknown")
    assert all_names(shop) == set()


@pytest.mark.parametrize(
    ("finding", "deserves_a_look"),
    [
        (Finding("zero_orders", 1, 1000), True),
        (Finding("zero_orders", 1, 1001), False),
        (Finding("far_large_orders", 1, 10_000, 10.0, 1000.0), True),
        (Finding("changed_values", 1, 1), False),
        (Finding("rejected_rows", 1, 0), False),
    ],
)
def test_a_thousandth_of_rows_or_revenue_deserves_a_look(finding, deserves_a_look):
    assert finding.deserves_a_look == deserves_a_look


def test_what_touches_most_comes_first_and_notes_last():
    small, large = Finding("zero_orders", 1, 10), Finding("far_large_orders", 1, 100, 50.0, 100.0)
    note = Finding("changed_values", 9, 10)
    assert quality.in_order([note, small, large]) == [large, small, note]


def test_a_shop_is_large_beyond_the_orders_that_take_a_moment(shop, monkeypatch):
    monkeypatch.setattr(quality, "ORDERS_AT_ONCE", 2)
    orders(shop, 2)
    assert not quality.is_large(shop.connection)
    orders(shop, 1)
    assert quality.is_large(shop.connection)


def test_rows_come_in_chunks(shop):
    for _ in range(3):
        shop.order(None, "2024-01-01", 10)
    frames = list(quality_rows.chunks(shop.build(history=False), "unnamed_orders", 100, at_once=2))
    assert [len(frame) for frame in frames] == [2, 1]
