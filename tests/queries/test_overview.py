"""The Overview's numbers on a shop of two named customers and some orders that name nobody."""

from datetime import date

import pytest

from crm_core.queries import overview
from crm_core.queries.scope import Scope
from crm_core.queries.top_fifth import top_fifth_share
from tests.shop import ALL_MONTHS, Shop

AS_OF = date(2025, 3, 31)


@pytest.fixture
def shop():
    """Window: ann 600 on two days, bob 40 less a refund of 10, nobody 20. Year before: ann 100, bob 50, nobody 5."""
    shop = Shop()
    shop.customer("ann", name="Ann", region="North", owner="Amy")
    shop.customer("bob", region="South")
    shop.customer("eve", region="South", joined_on=date(2024, 6, 1))
    for day, amount in (("2023-03-01", 100), ("2024-02-01", 100), ("2024-05-01", 300), ("2025-01-10", 300)):
        shop.order("ann", day, amount)
    shop.order("bob", "2023-06-01", 50)
    shop.order("bob", "2025-03-30", 40)
    shop.order("bob", "2025-03-31", -10)
    shop.order(None, "2024-02-02", 5)
    shop.order(None, "2025-02-01", 20)
    return shop


def test_the_whole_shop_counts_what_names_nobody(shop):
    found = overview.summary(shop.build(history=False), Scope(AS_OF))
    assert found.now == overview.Figures(
        customers=2,
        orders=4,
        wavering_a=0,
        revenue=650,
        identified_revenue=630,
        unidentified_revenue=20,
        average_order=162.5,
        repeat_share=0.5,
        top_fifth_share=pytest.approx(600 / 630),
    )
    assert found.now.unidentified_share == pytest.approx(20 / 650)
    assert found.first_day == date(2023, 3, 1)
    assert found.days_of_data == 762


def test_the_year_before_and_the_change(shop):
    found = overview.summary(shop.build(), Scope(AS_OF))
    assert found.missing == ""
    assert found.before == overview.Figures(
        customers=2,
        orders=3,
        wavering_a=0,
        revenue=155,
        identified_revenue=150,
        unidentified_revenue=5,
        average_order=pytest.approx(155 / 3),
        repeat_share=0,
        top_fifth_share=pytest.approx(100 / 150),
    )
    assert found.bought_for == 630  # the 20 of nobody are too much to be hidden in it
    assert found.revenue_change == pytest.approx(630 / 150 - 1)


def test_a_little_that_names_nobody_is_not_kept_apart(shop):
    shop.order("ann", "2025-03-29", 1400)
    found = overview.summary(shop.build(), Scope(AS_OF))
    assert found.bought_for == found.now.revenue == 2050
    assert found.revenue_change == pytest.approx(2050 / 155 - 1)


def test_with_filters_only_the_customers_kept_count(shop):
    found = overview.summary(shop.build(history=False), Scope(AS_OF, regions=("North",)))
    assert (found.now.customers, found.now.orders, found.now.revenue) == (1, 2, 600)
    assert found.now.top_fifth_share == 1
    assert found.now.unidentified_revenue == 20
    assert found.trend["top_fifth_share"].isna().all()


def test_a_selection_that_did_not_buy(shop):
    shop.customer("zoe", region="West")
    found = overview.summary(shop.build(history=False), Scope(AS_OF, regions=("West",)))
    assert found.now == overview.Figures(0, 0, 0, 0, 0, 20, None, None, None)
    assert found.revenue_change is None


def test_trend_has_no_snapshot_that_is_warming_up(shop):
    trend = overview.summary(shop.build(months=ALL_MONTHS), Scope(AS_OF)).trend
    dates = [when.date() for when in trend["as_of"]]
    assert (dates[0], dates[-1], len(dates)) == (date(2024, 2, 29), AS_OF, 14)


def test_trend_ends_at_the_month_looked_at(shop):
    trend = overview.summary(shop.build(), Scope(date(2024, 12, 31))).trend
    assert trend["as_of"].max().date() == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("as_of", "history", "missing"),
    [
        (date(2023, 8, 31), True, "too_short"),
        (date(2024, 6, 30), True, "year_too_short"),
        (date(2025, 1, 31), True, "year_too_short"),
        (date(2025, 2, 28), True, ""),
        (AS_OF, False, "pending"),
    ],
)
def test_why_there_is_no_year_before(shop, as_of, history, missing):
    found = overview.summary(shop.build(history=history, months=ALL_MONTHS), Scope(as_of))
    assert found.missing == missing
    assert (found.before is None) == bool(missing)


def test_newest_in_mid_month_is_compared_with_the_same_day(shop):
    shop.order("ann", "2025-04-10", 30)
    found = overview.summary(shop.build(), Scope(date(2025, 4, 10)))
    assert found.now.revenue == 680
    assert found.before.revenue == 155
    assert date(2024, 4, 10) not in [when.date() for when in found.trend["as_of"]]


@pytest.mark.parametrize("customers", [1, 2, 4, 5, 6, 10, 11, 16])
def test_live_top_fifth_equals_the_built_one(customers):
    shop = Shop()
    for number in range(customers):
        shop.order(f"c{number}", "2025-03-31", 10 * (number // 2 + 1))
    connection = shop.build(history=False)
    live = top_fifth_share(connection, Scope(AS_OF))
    assert live == pytest.approx(overview.summary(connection, Scope(AS_OF)).now.top_fifth_share)


def test_top_fifth_of_losses_only_is_nothing():
    shop = Shop()
    shop.order("ann", "2025-03-30", 10)
    shop.order("ann", "2025-03-31", -20)
    assert top_fifth_share(shop.build(history=False), Scope(AS_OF)) is None


def test_cells_and_their_sums(shop):
    frame = overview.cells(shop.build(history=False), Scope(AS_OF))
    found = {(row.tier, row.stage): (row.customers, row.revenue) for row in frame.itertuples()}
    assert found == {
        ("A", "steady"): (1, 600),
        ("C", "reserved"): (1, 30),
        ("none", "prospect"): (1, 0),
        ("A", "all"): (1, 600),
        ("C", "all"): (1, 30),
        ("none", "all"): (1, 0),
        ("all", "steady"): (1, 600),
        ("all", "reserved"): (1, 30),
        ("all", "prospect"): (1, 0),
        ("all", "all"): (3, 630),
    }


def test_shares_of_cells(shop):
    frame = overview.cells(shop.build(history=False), Scope(AS_OF)).set_index(["tier", "stage"])
    assert frame.loc[("A", "steady"), "customers_share"] == pytest.approx(1 / 3)
    assert frame.loc[("A", "steady"), "revenue_share"] == pytest.approx(600 / 630)
    assert frame.loc[("A", "steady"), "revenue_heat"] == 1
    assert frame.loc[("C", "reserved"), "revenue_heat"] == pytest.approx((30 / 600) ** 0.5)


def test_cells_of_nobody(shop):
    assert overview.cells(shop.build(history=False), Scope(AS_OF, owners=("Zed",))).empty


@pytest.fixture
def overdue():
    """Weekly buyers; big and small stopped five weeks ago, lil long ago, ida goes on."""
    shop = Shop()
    for name, amount, weeks in (("small", 80, range(10)), ("big", 90, range(10)), ("ida", 95, range(16))):
        shop.customer(name, name=name.title(), owner="Amy" if name == "big" else None)
        for week in weeks:
            shop.order(name, f"{date.fromordinal(date(2025, 1, 1).toordinal() + 7 * week)}", amount)
    return shop


def test_wavering_key_customers_largest_first(overdue):
    # last purchase 5 March, as of 16 April: 42 days; nine gaps of 7 days and two of the shop's rhythm, 7 too
    frame = overview.wavering_key_customers(overdue.build(history=False), Scope(date(2025, 4, 16)))
    assert frame[["customer", "revenue", "days_overdue"]].values.tolist() == [["Big", 900, 35], ["Small", 800, 35]]
    assert frame["owner"].iloc[0] == "Amy"
    assert frame["last_purchase"].iloc[0].date() == date(2025, 3, 5)


def test_wavering_key_customers_obey_the_filters_and_the_limit(overdue):
    connection = overdue.build(history=False)
    kept = overview.wavering_key_customers(connection, Scope(date(2025, 4, 16), owners=(None,)))
    assert list(kept["customer"]) == ["Small"]
    first = overview.wavering_key_customers(connection, Scope(date(2025, 4, 16)), at_most=1)
    assert list(first["customer"]) == ["Big"]
