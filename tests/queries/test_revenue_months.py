"""Revenue by calendar month, with the part that names nobody and the same month a year before."""

from datetime import date

import pytest

from crm_core.queries import revenue_months
from crm_core.queries.scope import Scope
from tests.shop import Shop

AS_OF = date(2025, 3, 14)


@pytest.fixture
def shop():
    """From 10 February 2024 to 14 March 2025; ann is from the North, bob from the South."""
    shop = Shop()
    shop.customer("ann", name="Ann", region="North")
    shop.customer("bob", region="South")
    for day, amount in (("2024-02-10", 1), ("2024-03-05", 10), ("2024-03-14", 20), ("2024-03-15", 40)):
        shop.order("ann", day, amount)
    shop.order("bob", "2024-03-31", 80)
    shop.order("ann", "2025-02-20", 300)
    shop.order("bob", "2025-02-28", 200)
    shop.order("bob", "2025-02-28", -50)
    shop.order(None, "2025-02-27", 7)
    shop.order("ann", "2025-03-14", 5)
    return shop


def months(frame, *columns):
    found = {row["month"].date(): row for row in frame.to_dict("records")}
    return {month: [row[column] for column in columns] for month, row in found.items()}


def test_months_with_what_names_nobody(shop):
    found = months(
        revenue_months.by_month(shop.build(history=False), Scope(AS_OF)), "identified", "unidentified", "revenue"
    )
    assert list(found) == [date(2024, 3 + i, 1) for i in range(10)] + [date(2025, 1 + i, 1) for i in range(3)]
    assert found[date(2024, 3, 1)] == [150, 0, 150]
    assert found[date(2025, 1, 1)] == [0, 0, 0]
    assert found[date(2025, 2, 1)] == [450, 7, 457]
    assert found[date(2025, 3, 1)] == [5, 0, 5]


def test_newest_month_is_compared_with_as_many_days(shop):
    frame = revenue_months.by_month(shop.build(history=False), Scope(AS_OF))
    columns = ("is_incomplete", "until", "year_before", "year_before_same_days")
    newest = months(frame, *columns)[date(2025, 3, 1)]
    assert [newest[0], newest[1].date(), *newest[2:]] == [True, AS_OF, 150, 30]


def test_a_first_month_that_is_not_whole_is_no_year_before(shop):
    frame = revenue_months.by_month(shop.build(history=False), Scope(AS_OF)).set_index("month")
    assert frame["year_before"].isna().sum() == 12
    assert frame.loc["2025-03-01", "year_before"] == 150


def test_first_month_is_marked_where_it_is_shown(shop):
    frame = revenue_months.by_month(shop.build(history=False), Scope(date(2024, 12, 31)))
    assert frame["month"].iloc[0].date() == date(2024, 2, 1)
    assert frame["is_incomplete"].tolist() == [True] + [False] * 10
    assert frame["since"].iloc[0].date() == date(2024, 2, 10)


def test_with_filters_only_the_customers_kept(shop):
    frame = revenue_months.by_month(shop.build(history=False), Scope(AS_OF, regions=("North",)))
    found = months(frame, "revenue", "unidentified", "year_before_same_days")
    assert found[date(2024, 3, 1)] == [70, 0, pytest.approx(float("nan"), nan_ok=True)]
    assert found[date(2025, 3, 1)] == [5, 0, 30]


def test_all_values_of_a_filter_add_up_to_the_shop(shop):
    connection = shop.build(history=False)
    every = revenue_months.by_month(connection, Scope(AS_OF))
    kept = revenue_months.by_month(connection, Scope(AS_OF, regions=("North", "South", None)))
    assert kept["revenue"].tolist() == every["identified"].tolist()


def test_buyers_of_a_month(shop):
    frame = revenue_months.buyers(shop.build(history=False), Scope(AS_OF), date(2025, 2, 1))
    assert frame[["customer", "revenue", "orders", "buyers"]].values.tolist() == [
        ["Ann", 300, 1, 2],
        ["bob", 150, 1, 2],
    ]


def test_buyers_obey_filters_and_limit(shop):
    connection = shop.build(history=False)
    kept = revenue_months.buyers(connection, Scope(AS_OF, regions=("South",)), date(2025, 2, 1))
    assert list(kept["customer"]) == ["bob"]
    first = revenue_months.buyers(connection, Scope(AS_OF), date(2025, 2, 1), at_most=1)
    assert first[["customer", "buyers"]].values.tolist() == [["Ann", 2]]
    assert revenue_months.buyers(connection, Scope(AS_OF), date(2025, 1, 1)).empty


def test_who_only_gave_back_in_a_month_is_no_buyer(shop):
    shop.order("ann", "2025-01-05", -3)
    assert revenue_months.buyers(shop.build(history=False), Scope(AS_OF), date(2025, 1, 1)).empty
