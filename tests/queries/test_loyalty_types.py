"""The diamond model and the types of loyalty: every rule, on its line and beside it, counted by hand."""

from datetime import date, timedelta

import pytest

from crm_core import building
from crm_core.queries import loyalty_types
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from tests.shop import Shop

LAST = date(2025, 3, 31)
SCOPE = Scope(LAST)


def built(shop: Shop, settings: Settings | None = None) -> dict[str, tuple]:
    """diamond and loyalty type by customer_id."""
    connection = shop.build(settings, history=False)
    connection.execute(f"create or replace table loyalty_types as {building.model('loyalty_types')}")
    rows = connection.execute(
        "select c.customer_id, t.diamond, t.loyalty_type from loyalty_types as t"
        " inner join customers as c on t.customer_key = c.customer_key"
    ).fetchall()
    return {name: (diamond, kind) for name, diamond, kind in rows}


def buy(shop: Shop, name: str, back: int, lines: dict[str, float] | None = None, **facts) -> None:
    """An order so many days before the last, with lines by brand."""
    order = shop.order(name, str(LAST - timedelta(back)), 100, **facts)
    for brand, amount in (lines or {}).items():
        shop.line(order, brand=brand or None, category="any", line_amount=amount)


def clock(shop: Shop) -> Shop:
    """Somebody who is not looked at buys on the last day."""
    shop.order("tick", str(LAST), 1)
    return shop


@pytest.mark.parametrize(
    ("score", "lines", "diamond"),
    [
        (9, {"x": 60, "y": 40}, "loyalist"),
        (9, {"x": 59, "y": 41}, "variety"),
        (2, {"x": 100}, "habitual"),
        (2, {"x": 59.9, "y": 40.1}, "switcher"),
        (9, {"": 900, "x": 60, "y": 40}, "loyalist"),
        (9, {}, None),
        (None, {"x": 100}, None),
    ],
)
def test_the_diamond(score, lines, diamond):
    shop = clock(Shop())
    buy(shop, "zoe", 1, {"z": 1})
    buy(shop, "ann", 5, lines)
    if score is not None:
        shop.answer("ann", str(LAST), score)
    assert built(shop, Settings(estimate_attitude=False))["ann"][0] == diamond


def test_only_spending_of_the_window_counts_and_only_from_purchases():
    shop = clock(Shop())
    buy(shop, "ann", 400, {"x": 1000})
    buy(shop, "ann", 5, {"x": 50, "y": 50})
    buy(shop, "ann", 4, {"x": 1000}, is_counted=False)
    shop.answer("ann", str(LAST), 9)
    assert built(shop)["ann"][0] == "variety"


def test_categories_stand_in_where_no_line_of_the_shop_names_a_brand():
    shop = clock(Shop())
    order = shop.order("ann", str(LAST), 100)
    shop.line(order, category="tea", line_amount=100)
    shop.answer("ann", str(LAST), 9)
    assert built(shop)["ann"][0] == "loyalist"
    buy(shop, "bob", 1, {"x": 1})
    assert built(shop)["ann"][0] is None


@pytest.mark.parametrize(
    ("discounts", "kind"),
    [
        ([5, 5, 5, 0, 0], "impulsive"),
        ([5, 5, 0], None),
        ([5, 5, 5, 0, 0, 0], None),
        ([5, 5, 5, None, None, None, None], "impulsive"),
        ([None] * 5, None),
    ],
)
def test_the_impulsive(discounts, kind):
    shop = clock(Shop())
    for back, discount in zip((400, 399, 150, 149, 80, 11, 1), discounts, strict=False):
        buy(shop, "ann", back, discount=discount)
    buy(shop, "ann", 0)
    assert built(shop, Settings(estimate_attitude=False))["ann"][1] == kind


@pytest.mark.parametrize(
    ("backs", "kind"),
    [
        ([90, 60, 30, 0], "behavioural"),
        # Gaps 10 and 30 twice: mean 20, deviation 10, variation 0.5.
        ([80, 70, 40, 30, 0], "behavioural"),
        # Gaps 9, 31, 9, 31: deviation 11, variation 0.55.
        ([80, 71, 40, 31, 0], None),
        ([60, 30, 0], None),
        ([60, 60, 30, 30, 0, 0], None),
    ],
)
def test_the_behavioural(backs, kind):
    shop = clock(Shop())
    for back in backs:
        buy(shop, "ann", back)
    assert built(shop, Settings(estimate_attitude=False))["ann"][1] == kind


@pytest.mark.parametrize(("score", "kind"), [(9, "emotional"), (8.9, "cognitive"), (7, "cognitive"), (6.9, None)])
def test_the_emotional_and_the_cognitive(score, kind):
    shop = clock(Shop())
    buy(shop, "ann", 5)
    shop.answer("ann", str(LAST), score)
    assert built(shop)["ann"][1] == kind


def test_the_first_match_wins():
    shop = clock(Shop())
    for back in (90, 60, 30, 0):
        buy(shop, "ann", back, discount=5)
        buy(shop, "bob", back)
    shop.answer("ann", str(LAST), 10)
    shop.answer("bob", str(LAST), 10)
    found = built(shop)
    assert (found["ann"][1], found["bob"][1]) == ("impulsive", "behavioural")


def test_only_customers_with_a_tier_are_in_it():
    shop = clock(Shop())
    buy(shop, "ann", 400)
    assert set(built(shop)) == {"tick"}


@pytest.fixture(scope="module")
def shop():
    """ann a loyalist and emotional, bob habitual, cy unknown; of them ann and bob in the north."""
    shop = Shop()
    for name, region in (("ann", "North"), ("bob", "North"), ("cy", None)):
        shop.customer(name, region=region, name=name.title())
    buy(shop, "ann", 0, {"x": 100})
    buy(shop, "bob", 0, {"y": 100})
    buy(shop, "cy", 0)
    shop.answer("ann", str(LAST), 9)
    shop.answer("bob", str(LAST), 3)
    built(shop)
    return shop


def test_groups_add_up(shop):
    frame = loyalty_types.groups(shop.connection, SCOPE, "diamond")
    assert dict(zip(frame["label"].fillna("none"), frame["customers"], strict=True)) == {
        "loyalist": 1,
        "habitual": 1,
        "none": 1,
    }
    assert frame["revenue_share"].sum() == pytest.approx(1)
    north = loyalty_types.groups(shop.connection, Scope(LAST, regions=("North",)), "loyalty_type")
    assert sorted(north["customers"]) == [1, 1]


def test_members_of_a_label_and_of_none(shop):
    assert loyalty_types.members(shop.connection, SCOPE, "diamond", "habitual")["name"].tolist() == ["Bob"]
    assert loyalty_types.members(shop.connection, SCOPE, "diamond", None)["name"].tolist() == ["Cy"]


def test_one_customer(shop):
    keys = dict(shop.connection.execute("select customer_id, customer_key from customers").fetchall())
    assert loyalty_types.of_customer(shop.connection, keys["ann"]) == loyalty_types.LoyaltyType(
        "x", 1.0, "loyalist", "emotional"
    )
    assert loyalty_types.of_customer(shop.connection, 999) is None


def test_what_there_is_to_show(shop):
    assert loyalty_types.state(shop.connection) == loyalty_types.State(True, True, True, False)
    assert loyalty_types.state(Shop().connection) == loyalty_types.State(False, False, False, False)
