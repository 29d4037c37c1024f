"""What the Data quality page finds in time: gaps, thin months, lonely and busy days, missing numbers."""

from datetime import date, timedelta

import pytest

from crm_core.queries import quality_rows
from tests.queries.quality_shop import DAY, found, ids, orders
from tests.shop import Shop


@pytest.fixture
def shop():
    return Shop()


@pytest.mark.parametrize(("at_once", "others", "is_found"), [(20, 30, True), (19, 30, False), (20, 11, False)])
def test_many_orders_at_one_moment(shop, at_once, others, is_found):
    # 20 orders in one of 31 moments: 50 / 31 = 1.6 is usual. With 11 others 31 / 12 = 2.6, and 20 < 26.
    for number in range(at_once):
        shop.order(f"c{number}", "2024-01-01 09:30", 10 + number)
    for number in range(others):
        shop.order(f"d{number}", f"2024-02-01 09:{number:02}", 10)
    for number in range(25):
        shop.order(f"e{number}", "2024-02-02", 10 + number)  # a day without a time
    finding = found(shop, "orders_at_one_moment")
    assert (finding is not None) == is_found
    assert len(ids(shop, "orders_at_one_moment")) == (20 if is_found else 0)


def test_days_that_lie_apart_from_all_others(shop):
    orders(shop, 11, start=date(2024, 1, 1))
    early = shop.order("ann", "2022-12-30", 10, currency="GBP")
    assert found(shop, "orders_on_lonely_days").count == 1
    assert ids(shop, "orders_on_lonely_days") == [early]
    assert found(shop, "gaps_in_time") is None


def test_a_day_a_year_before_is_not_apart(shop):
    orders(shop, 11, start=date(2024, 1, 1))
    shop.order("ann", "2023-01-01", 10, currency="GBP")
    assert found(shop, "orders_on_lonely_days") is None
    assert found(shop, "gaps_in_time").facts["longest"] == 364


def test_a_tenth_of_the_orders_is_no_mistyped_date(shop):
    orders(shop, 9, start=date(2024, 1, 1))
    shop.order("ann", "2022-01-01", 10, currency="GBP")
    assert found(shop, "orders_on_lonely_days") is None


def test_gaps_in_time(shop):
    orders(shop, 20)
    orders(shop, 20, start=DAY + timedelta(days=30))
    finding = found(shop, "gaps_in_time")
    assert (finding.count, finding.of, finding.share) == (10, 50, 0.2)
    assert finding.facts == {"gaps": 1, "longest": 10, "first_day": date(2024, 1, 21), "last_day": date(2024, 1, 30)}
    rows = quality_rows.rows(shop.connection, "gaps_in_time")
    assert rows["days"].tolist() == [10]


@pytest.mark.parametrize(("closed", "is_gap"), [(6, False), (7, True)])
def test_a_week_without_orders_is_the_shortest_gap(shop, closed, is_gap):
    orders(shop, 20)
    orders(shop, 20, start=DAY + timedelta(days=20 + closed))
    assert (found(shop, "gaps_in_time") is not None) == is_gap


def test_days_of_the_week_on_which_the_shop_is_closed_are_no_gaps(shop):
    for week in range(12):  # open on Tuesdays only
        shop.order("ann", str(date(2024, 1, 2) + timedelta(weeks=week)), 10)
    assert found(shop, "gaps_in_time") is None


@pytest.mark.parametrize(("in_february", "march", "is_thin"), [(14, 30, True), (15, 30, False), (1, 29, False)])
def test_months_with_far_fewer_orders_than_their_neighbours(shop, in_february, march, is_thin):
    for month, how_many in ((1, 40), (2, in_february), (3, march), (4, 1)):
        for number in range(how_many):
            shop.order(f"c{number}", f"2024-{month:02}-{number % 28 + 1:02}", 10)
    finding = found(shop, "thin_months")
    assert (finding is not None) == is_thin
    if is_thin:
        assert (finding.count, finding.of) == (1, 4)
        assert finding.facts == {"month": date(2024, 2, 1), "purchases": 14, "usual": 30}


def test_a_month_without_any_order_is_thin(shop):
    for month in (1, 3):
        for number in range(30):
            shop.order(f"c{number}", f"2024-{month:02}-{number % 28 + 1:02}", 10)
    assert found(shop, "thin_months").facts["purchases"] == 0


@pytest.mark.parametrize(("usual", "busy", "is_busy"), [(1, 30, True), (1, 29, False), (3, 30, False), (3, 31, True)])
def test_days_with_far_more_orders_than_usual(shop, usual, busy, is_busy):
    for day in range(3):
        orders(shop, 0)
        for number in range(usual):
            shop.order(f"c{day} {number}", str(DAY + timedelta(days=day)), 10)
    for number in range(busy):
        shop.order(f"d{number}", "2024-01-10", 10)
    finding = found(shop, "busy_days")
    assert (finding is not None) == is_busy
    if is_busy:
        assert (finding.count, finding.amount) == (busy, 10 * busy)
        assert finding.facts == {"busy_days": 1, "day": date(2024, 1, 10), "most": busy, "usual": usual}


@pytest.mark.parametrize(
    ("last", "left_out", "missing"),
    [(21, {5}, 1), (20, {5}, None), (30, {2, 3, 9}, 3), (30, {2, 3, 9, 10}, None)],
)
def test_missing_order_numbers(shop, last, left_out, missing):
    for number in range(1, last + 1):
        if number not in left_out:
            shop.order(f"c{number}", "2024-01-05", number, order_id=f"#{number}")
    finding = found(shop, "numbered_orders")
    assert (finding.count if finding else None) == missing
    if missing == 3:
        assert finding.facts == {"first_number": 1, "last_number": 30}
        rows = quality_rows.rows(shop.connection, "numbered_orders")
        assert rows.values.tolist() == [[2, 3, 2], [9, 9, 1]]


@pytest.mark.parametrize(("words", "is_numbered"), [(2, True), (3, False)])
def test_nearly_all_order_numbers_must_be_numbers(shop, words, is_numbered):
    for number in range(1, 22):
        if number != 5:
            shop.order(f"c{number}", "2024-01-05", number, order_id=str(number))
    for number in range(words):
        shop.order(f"d{number}", "2024-01-05", 5, order_id=f"web{number}")
    assert (found(shop, "numbered_orders") is not None) == is_numbered


def test_a_lonely_day_hides_no_gap_between_the_others(shop):
    orders(shop, 20)
    orders(shop, 20, start=DAY + timedelta(days=30))
    shop.order("ann", "2019-01-01", 10)
    assert found(shop, "gaps_in_time").facts["longest"] == 10
