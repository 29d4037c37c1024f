"""The sentence of the Cohorts page: which two groups are compared, and when nothing is said."""

from datetime import date

import pandas as pd
import pytest

from crm_core.queries import cohort_comparison
from crm_core.queries.cohort_comparison import Comparison, comparison
from crm_core.queries.scope import Scope
from tests.shop import Shop

# The second quarter after a year of data, the one after it, and the same a year later.
SPRING_24, SUMMER_24, SPRING_25 = date(2024, 4, 1), date(2024, 7, 1), date(2025, 4, 1)


def built(through, *groups):
    """A shop that begins in March 2023, with groups of (month of the first purchase, customers, amount of each)."""
    shop = Shop()
    shop.order("oldest", "2023-03-01", 1)
    for month, customers, amount in groups:
        for place in range(customers):
            shop.order(f"{month}-{place}", f"{month}-10", amount)
    shop.order("oldest", through, 1)
    return shop.build(history=False), Scope(date.fromisoformat(through))


def test_a_year_apart_with_six_months_each():
    connection, scope = built("2025-11-30", ("2024-05", 30, 100), ("2024-08", 30, 300), ("2025-05", 40, 88))
    assert comparison(connection, scope) == Comparison("year", 6, SPRING_25, SPRING_24, 40, 30, pytest.approx(-0.12))


def test_six_months_are_those_of_the_last_month_of_the_quarter():
    groups = (("2024-05", 30, 100), ("2025-05", 30, 100))
    assert comparison(*built("2025-11-29", *groups)).months == 3
    assert comparison(*built("2025-11-30", *groups)).months == 6
    assert comparison(*built("2025-08-30", *groups)) is None


def test_what_came_after_the_months_compared_does_not_count():
    connection, scope = built("2025-12-31", ("2024-05", 30, 100), ("2025-05", 30, 100), ("2025-11", 1, 5))
    assert comparison(connection, scope).change == 0
    shop = Shop()
    shop.order("oldest", "2023-03-01", 1)
    for place in range(30):
        for day in ("2024-05-10", "2024-10-31", "2024-11-01"):
            shop.order(f"a{place}", day, 100)
        shop.order(f"b{place}", "2025-05-10", 100)
    shop.order("oldest", "2025-12-31", 1)
    found = comparison(shop.build(history=False), Scope(date(2025, 12, 31)))
    assert found.change == pytest.approx(-0.5)


def test_a_quarter_apart_where_there_is_no_year():
    connection, scope = built("2025-01-31", ("2024-05", 30, 100), ("2024-08", 30, 150))
    assert comparison(connection, scope) == Comparison("quarter", 3, SUMMER_24, SPRING_24, 30, 30, 0.5)


def test_too_few_say_nothing_but_an_older_pair_that_is_large_enough_does():
    connection, scope = built("2025-11-30", ("2024-05", 30, 100), ("2025-05", 29, 100))
    assert comparison(connection, scope) == Comparison("year", 6, SPRING_25, SPRING_24, 29, 30, None)
    connection, scope = built("2025-11-30", ("2024-05", 30, 100), ("2024-08", 30, 110), ("2025-05", 29, 100))
    assert comparison(connection, scope).later == SUMMER_24


def test_who_may_have_bought_before_the_data_is_compared_with_nobody():
    connection, scope = built("2025-11-30", ("2023-05", 30, 100), ("2024-05", 30, 100))
    assert comparison(connection, scope) is None


def test_of_two_pairs_the_newest():
    frame = pd.DataFrame(
        {
            "quarter": [date(2023, 1, 1), date(2023, 4, 1), date(2024, 1, 1), date(2024, 4, 1)],
            "size": 50,
            "is_first_seen": False,
            "revenue_per_customer": [1.0, 2.0, 3.0, 4.0],
        }
    )
    pairs = cohort_comparison._pairs(frame, 6)
    assert {(pair.later, pair.earlier, pair.change) for pair in pairs if pair.against == "year"} == {
        (date(2024, 1, 1), date(2023, 1, 1), 2.0),
        (date(2024, 4, 1), date(2023, 4, 1), 1.0),
    }


def test_a_group_that_brought_nothing_is_no_measure():
    frame = pd.DataFrame(
        {
            "quarter": [date(2023, 1, 1), date(2024, 1, 1)],
            "size": 50,
            "is_first_seen": False,
            "revenue_per_customer": [0.0, 3.0],
        }
    )
    assert cohort_comparison._pairs(frame, 6) == []
