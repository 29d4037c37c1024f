"""Cohorts, on rows that can be counted, and against plain Python on shops made by chance."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm_core.checking import violations
from tests.shop import Shop

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def cells(connection, grain):
    """(cohort, k) → (customers, revenue), over all scopes and sources."""
    rows = connection.execute(
        "select cohort, k, sum(customers), sum(revenue) from cohort_cells where grain = ? group by all", [grain]
    ).fetchall()
    return {(cohort.isoformat(), k): (customers, float(revenue)) for cohort, k, customers, revenue in rows}


def test_cells_of_three_customers():
    shop = Shop()
    shop.order("ann", "2024-01-31", 100)
    shop.order("ann", "2024-02-01", 10)
    shop.order("ann", "2024-02-29", 20)
    shop.order("bob", "2024-01-02", 5)
    shop.order("bob", "2024-04-02", 7)
    shop.order("cy", "2024-02-10", 1)
    connection = shop.build(history=False)
    assert cells(connection, "month") == {
        ("2024-01-01", 0): (2, 105.0),
        ("2024-01-01", 1): (1, 30.0),
        ("2024-01-01", 3): (1, 7.0),
        ("2024-02-01", 0): (1, 1.0),
    }
    assert cells(connection, "quarter") == {("2024-01-01", 0): (3, 136.0), ("2024-01-01", 1): (1, 7.0)}
    assert cells(connection, "year") == {("2024-01-01", 0): (3, 143.0)}


def test_quarters_and_years_begin_with_the_calendar():
    shop = Shop()
    shop.order("ann", "2023-12-31", 1)
    shop.order("ann", "2024-01-01", 2)
    connection = shop.build(history=False)
    assert cells(connection, "month") == {("2023-12-01", 0): (1, 1.0), ("2023-12-01", 1): (1, 2.0)}
    assert cells(connection, "quarter") == {("2023-10-01", 0): (1, 1.0), ("2023-10-01", 1): (1, 2.0)}
    assert cells(connection, "year") == {("2023-01-01", 0): (1, 1.0), ("2023-01-01", 1): (1, 2.0)}


def test_a_refund_adds_no_customer_and_before_the_first_purchase_counts_with_it():
    shop = Shop()
    shop.order("ann", "2024-01-05", -9)
    shop.order("ann", "2024-03-05", 100)
    shop.order("ann", "2024-05-05", -40)
    shop.order("eve", "2024-03-05", -3)
    shop.order(None, "2024-03-05", 8)
    connection = shop.build(history=False)
    assert cells(connection, "month") == {("2024-03-01", 0): (1, 91.0), ("2024-03-01", 2): (0, -40.0)}


def test_who_bought_and_gave_it_back_bought():
    shop = Shop()
    shop.order("ann", "2024-01-05", 10)
    shop.order("ann", "2024-02-05", 10)
    shop.order("ann", "2024-02-06", -10)
    assert cells(shop.build(history=False), "month")["2024-01-01", 1] == (1, 0.0)


def test_new_is_who_came_after_a_year_of_data_or_joined_meanwhile():
    shop = Shop()
    shop.order("first", "2023-03-10", 1)
    shop.order("early", "2024-03-09", 1)
    shop.order("late", "2024-03-10", 1)
    shop.order("joined", "2023-05-01", 1)
    shop.order("known", "2023-06-01", 1)
    shop.customer("joined", joined_on=date(2023, 3, 10))
    shop.customer("known", joined_on=date(2023, 3, 9))
    connection = shop.build(history=False)
    rows = connection.execute(
        "select cohort, is_new, sum(customers) from cohort_cells where grain = 'month' and k = 0 group by all"
    ).fetchall()
    assert {(cohort.isoformat()[:7], is_new): customers for cohort, is_new, customers in rows} == {
        ("2023-03", False): 1,
        ("2023-05", True): 1,
        ("2023-06", False): 1,
        ("2024-03", False): 1,
        ("2024-03", True): 1,
    }


def test_scopes_and_sources_stand_apart_and_add_up():
    shop = Shop()
    for name, region, source in (("ann", "North", "online"), ("bob", "North", None), ("cy", None, "online")):
        shop.order(name, "2024-01-05", 10)
        shop.customer(name, region=region, source=source)
    connection = shop.build(history=False)
    rows = connection.execute(
        "select s.region, c.source, c.customers from cohort_cells as c inner join scopes as s using (scope_key)"
        " where grain = 'year'"
    ).fetchall()
    assert set(rows) == {("North", "online", 1), ("North", None, 1), (None, "online", 1)}


def test_a_shop_without_orders_has_no_cohort():
    shop = Shop()
    shop.customer("ann")
    assert cells(shop.build(history=False), "month") == {}


def number(day, months):
    """The period of a day: how many of them since year 0."""
    return (12 * day.year + day.month - 1) // months


def plain(events, months):
    """The cells one customer at a time: events are (customer, day, amount); an amount above 0 is a purchase."""
    found = defaultdict(lambda: [0, Decimal(0)])
    for customer in {who for who, _day, _amount in events}:
        own = [(number(day, months), amount) for who, day, amount in events if who == customer]
        bought = {period for period, amount in own if amount > 0}
        if not bought:
            continue
        first = min(bought)
        start = date(first * months // 12, first * months % 12 + 1, 1).isoformat()
        for period in bought:
            found[start, period - first][0] += 1
        for period, amount in own:
            found[start, max(period - first, 0)][1] += amount
    return {place: (customers, float(revenue)) for place, (customers, revenue) in found.items()}


@pytest.mark.parametrize("seed", range(6))
def test_cells_agree_with_plain_python(seed):
    chance = random.Random(seed)
    shop, events = Shop(), []
    for place in range(60):
        customer = f"c{chance.randrange(12)}"
        day = date(2022, 11, 20) + timedelta(days=chance.randrange(500))
        amount = Decimal(chance.choice([-7, 5, 10, 12.5, 99.99])).quantize(Decimal("0.01"))
        shop.order(customer, day.isoformat(), float(amount), order_id=f"r{place}")
        events.append((customer, day, amount))
        if chance.random() < 0.3:
            shop.customer(customer, region=chance.choice(["North", "South"]), source=chance.choice(["online", None]))
    connection = shop.build(history=False)
    for grain, months in MONTHS.items():
        assert cells(connection, grain) == plain(events, months)
    assert violations(connection, ["cohorts_hold_all_revenue"]) == []


def test_the_check_sees_a_cent_that_is_missing():
    shop = Shop()
    shop.order("ann", "2024-01-31", 100)
    connection = shop.build(history=False)
    connection.execute("update cohort_cells set revenue = revenue - 0.01 where grain = 'quarter'")
    assert [found.rows for found in violations(connection, ["cohorts_hold_all_revenue"])] == [1]
