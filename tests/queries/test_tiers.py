"""The worked example of the definitions, seen through the questions of the Tiers page."""

from datetime import date

import pytest

from crm_core.queries import tiers
from crm_core.queries.scope import NoData, Scope
from crm_core.settings import Settings
from tests.shop import Shop, worked_example

AS_OF = date(2024, 4, 9)
SCOPE = Scope(AS_OF)


@pytest.fixture
def shop():
    """ann 520 A, bob 400 A, cy 50 B, dee 30 C; eve never bought; 7 of revenue name nobody."""
    shop = worked_example()
    shop.order(None, "2024-04-02", 7)
    shop.customer("ann", name="Ann Example", region="North")
    shop.customer("eve", name="Eve")
    return shop


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_tiers_of_the_worked_example(shop):
    frame = tiers.tiers(shop.build(history=False), SCOPE, None)
    shares = ("tier", "customers", "customer_share", "revenue", "revenue_share")
    assert rows(frame, *shares, "average_order", "orders_per_customer") == [
        ("A", 2, 0.5, 920.0, 0.92, 184.0, 2.5),
        ("B", 1, 0.25, 50.0, 0.05, 25.0, 2.0),
        ("C", 1, 0.25, 30.0, 0.03, 30.0, 1.0),
    ]
    assert frame["customers_before"].isna().all()
    assert frame["customers_change"].isna().all()


def test_tiers_keep_a_tier_that_nobody_has():
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    frame = tiers.tiers(shop.build(history=False), Scope(date(2024, 1, 10)), None)
    assert rows(frame, "tier", "customers", "revenue") == [("A", 1, 100.0), ("B", 0, 0.0), ("C", 0, 0.0)]
    assert frame["average_order"].isna().tolist() == [False, True, True]


def test_tiers_against_the_year_before():
    shop = Shop()
    shop.order("ann", "2023-01-31", 100)
    shop.order("bob", "2023-01-31", 100)
    shop.order("ann", "2024-01-31", 100)
    frame = tiers.tiers(shop.build(), Scope(date(2024, 1, 31)), date(2023, 1, 31))
    assert rows(frame, "tier", "customers", "customers_before", "customers_change", "value_share_before") == [
        ("A", 1, 2.0, -1.0, 1.0),
        ("B", 0, 0.0, 0.0, 0.0),
        ("C", 0, 0.0, 0.0, 0.0),
    ]


def test_curve_is_exact_at_every_customer(shop):
    frame = tiers.curve(shop.build(history=False), SCOPE)
    assert rows(frame, "tier", "rank", "customer_share", "lowest_value", "cumulative_value", "value_share") == [
        ("A", 1, 0.25, 520.0, 520.0, 0.52),
        ("A", 2, 0.5, 400.0, 920.0, 0.92),
        ("B", 3, 0.75, 50.0, 970.0, 0.97),
        ("C", 4, 1.0, 30.0, 1000.0, 1.0),
    ]


def test_curve_joins_close_values_but_never_across_a_line():
    shop = Shop()
    for name, amount in (("ann", 100.3), ("bob", 100.2), ("cy", 100.1), ("dee", 100.0)):
        shop.order(name, "2024-01-10", amount)
    settings = Settings(tier_method="rank", tier_rank_a=0.25, tier_rank_b=0.5)
    frame = tiers.curve(shop.build(settings, history=False), Scope(date(2024, 1, 10)))
    assert rows(frame, "tier", "rank", "lowest_value") == [("A", 1, 100.3), ("B", 2, 100.2), ("C", 4, 100.0)]


def test_curve_keeps_values_apart_that_differ_by_two_percent():
    shop = Shop()
    for name, amount in (("ann", 104), ("bob", 102), ("cy", 100)):
        shop.order(name, "2024-01-10", amount)
    assert tiers.curve(shop.build(history=False), Scope(date(2024, 1, 10)))["rank"].tolist() == [1, 2, 3]


def test_curve_counts_a_negative_value_as_nothing():
    shop = Shop()
    shop.order("ann", "2022-12-01", 90)
    shop.order("ann", "2024-01-09", -80)
    shop.order("ann", "2024-01-09", 20)
    shop.order("bob", "2024-01-10", 100)
    frame = tiers.curve(shop.build(history=False), Scope(date(2024, 1, 10)))
    assert rows(frame, "tier", "rank", "lowest_value", "value_share") == [
        ("A", 1, 100.0, 1.0),
        ("C", 2, -60.0, 1.0),
    ]


def test_curve_of_a_part_of_the_shop(shop):
    frame = tiers.curve(shop.build(history=False), Scope(AS_OF, regions=("North",)))
    assert rows(frame, "tier", "rank", "value_share") == [("A", 1, 1.0)]


def test_boundaries_name_who_stands_beside_each_line(shop):
    frame = tiers.boundaries(shop.build(history=False), SCOPE, each_side=1)
    assert rows(frame, "line", "name", "tier", "is_above", "distance") == [
        ("A", "bob", "A", True, 0.0),
        ("A", "cy", "B", False, 350.0),
        ("B", "cy", "B", True, 0.0),
        ("B", "dee", "C", False, 20.0),
    ]


def test_boundaries_look_past_an_empty_tier(shop):
    frame = tiers.boundaries(shop.build(history=False), SCOPE, each_side=3)
    assert rows(frame[frame["line"] == "A"], "name", "distance") == [
        ("Ann Example", 120.0),
        ("bob", 0.0),
        ("cy", 350.0),
        ("dee", 370.0),
    ]


def test_boundaries_are_none_where_nobody_brings_anything():
    shop = Shop()
    shop.order("ann", "2024-01-09", 20)
    shop.order("ann", "2024-01-10", -20)
    connection = shop.build(history=False)
    assert tiers.boundaries(connection, Scope(date(2024, 1, 10))).empty
    assert tiers.lines(connection, date(2024, 1, 10)) == tiers.Lines(None, None, 0.0)


def test_lines_and_the_share_of_key_customers(shop):
    assert tiers.lines(shop.build(history=False), AS_OF) == tiers.Lines(400.0, 50.0, 0.5)


def test_lines_of_a_date_without_snapshot(shop):
    with pytest.raises(NoData, match="nothing to show"):
        tiers.lines(shop.build(history=False), date(1999, 1, 1))


def test_outside_adds_up_to_net_revenue(shop):
    shop.order("old", "2022-05-05", 60)
    shop.order("old", "2024-01-02", -10)
    shop.order("ida", "2024-01-02", -3)
    outside = tiers.outside(shop.build(history=False), SCOPE)
    assert outside == tiers.Outside(
        tiered_revenue=1000.0, absent=1, never_bought=2, untiered_revenue=-13.0,
        unidentified_revenue=7.0, unidentified_purchases=1, net_revenue=994.0,
    )  # fmt: skip
    assert outside.tiered_revenue + outside.untiered_revenue + outside.unidentified_revenue == outside.net_revenue
