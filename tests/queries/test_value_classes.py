"""Value classes on rows written by hand: the first class that fits."""

from datetime import date

import pytest

from crm_core.queries import value_classes
from crm_core.queries.scope import Scope
from tests.shop import Shop


@pytest.mark.parametrize(
    ("stage", "tier", "last_tier", "pace_class", "value_class"),
    [
        ("prospect", None, None, None, "opportunity"),
        ("refund_only", None, None, None, "maintained"),
        ("lost", None, "A", None, "opportunity"),
        ("lost", None, "B", None, "opportunity"),
        ("lost", None, "C", None, "maintained"),
        ("lost", None, None, None, "maintained"),
        ("lost", "A", None, None, "opportunity"),
        ("lost", "C", "A", None, "maintained"),
        ("wavering", "A", None, "falling", "key"),
        ("steady", "B", None, None, "developing"),
        ("steady", "C", None, "rising", "developing"),
        ("steady", "C", None, "neither", "maintained"),
        ("steady", "C", "A", None, "maintained"),
        ("wavering", None, "A", None, "maintained"),
    ],
)
def test_the_first_class_that_fits(stage, tier, last_tier, pace_class, value_class):
    connection = Shop().build(history=False)
    row = connection.execute(
        "select value_class_of(cast($stage as stage), cast($tier as tier), cast($last_tier as label), $pace_class)",
        {"stage": stage, "tier": tier, "last_tier": last_tier, "pace_class": pace_class},
    ).fetchone()
    assert row == (value_class,)


@pytest.fixture
def shop():
    """big is A; mid is B; low is C; eve never bought; gone left A at its last tier; away was only C."""
    shop = Shop()
    for name, amount in (("big", 900), ("mid", 80), ("low", 20)):
        shop.order(name, "2024-12-31", amount)
    shop.order("gone", "2023-01-05", 500)
    shop.order("away", "2023-01-05", 1)
    shop.customer("eve", owner="Amy")
    shop.customer("mid", owner="Amy")
    return shop


def test_sums_of_the_four_classes(shop):
    found = value_classes.sums(shop.build(), Scope(date(2024, 12, 31)))
    columns = ["value_class", "customers", "revenue", "customer_share", "revenue_share"]
    assert found[columns].values.tolist() == [
        ["key", 1, 900, 1 / 6, 0.9],
        ["developing", 1, 80, 1 / 6, 0.08],
        ["maintained", 2, 20, 2 / 6, 0.02],
        ["opportunity", 2, 0, 2 / 6, 0],
    ]


def test_who_is_in_a_class_and_the_filters(shop):
    connection, scope = shop.build(), Scope(date(2024, 12, 31))
    assert set(value_classes.customers(connection, scope, "opportunity")["customer_id"]) == {"gone", "eve"}
    of_amy = Scope(date(2024, 12, 31), owners=("Amy",))
    assert value_classes.customers(connection, of_amy, "opportunity")["customer_id"].tolist() == ["eve"]
    (all_of_them,) = value_classes.all_customers(connection, scope, "maintained")
    assert all_of_them["customer_id"].tolist() == ["low", "away"]
    assert value_classes.customers(connection, scope, "maintained", 1)["customer_id"].tolist() == ["low"]


def test_a_shop_whose_customers_bought_nothing_in_the_window(shop):
    found = value_classes.sums(shop.build(history=False), Scope(date(2024, 12, 31), regions=("Nowhere",)))
    assert found["customers"].tolist() == [0, 0, 0, 0]
    assert found["customer_share"].isna().all()
