"""What changed most, on shops where every month is like the one before but for one thing."""

from datetime import date

import pytest

from crm_core.queries import since
from crm_core.queries.changes import Change, _choose
from crm_core.queries.changes import changes as changes_since
from crm_core.queries.scope import Scope
from tests.shop import Shop

AS_OF = date(2024, 6, 30)


def months(last: int = 18) -> list[str]:
    return [f"{2023 + i // 12}-{i % 12 + 1:02d}-05" for i in range(last)]


@pytest.fixture
def steady():
    """Three customers who buy for 100 on every fifth of a month since January 2023; 1 of nobody on 30 June 2024."""
    shop = Shop()
    for name, region in (("ann", "North"), ("bob", "South"), ("cy", "South")):
        shop.customer(name, region=region)
        for day in months():
            shop.order(name, day, 100)
    shop.order(None, "2024-06-30", 1)
    return shop


def changes(connection, scope: Scope) -> tuple[Change, ...]:
    """Since the month before."""
    before = since.since(connection, scope.as_of, "month").as_of
    assert before is not None
    return changes_since(connection, scope, before)


def said(found: tuple[Change, ...]) -> set[tuple[str, str | None, str]]:
    return {(change.field, change.code, change.measure) for change in found}


def test_nothing_changed(steady):
    assert changes(steady.build(), Scope(AS_OF)) == ()


def test_one_large_order_is_said_once(steady):
    steady.order("ann", "2024-06-05", 1000)
    found = changes(steady.build(), Scope(AS_OF))
    money = [change for change in found if change.measure == "revenue"]
    assert len(money) == 1
    assert ("shop", None, "top_fifth_share") in said(found)


def test_before_and_now(steady):
    steady.order("ann", "2024-06-05", 1000)
    connection = steady.build()
    found = changes(connection, Scope(AS_OF, regions=("North",)))
    assert [(change.before, change.now, change.difference) for change in found] == [(1200, 2200, 1000)]
    assert found[0].field in ("shop", "stage", "tier", "quadrant")
    assert found[0].usual == 0


def test_a_region_is_named_where_it_goes_another_way(steady):
    """In June the North orders 1,000 more and the South 1,000 less than before: the shop's sum stays as it is."""
    steady.order("ann", "2024-06-05", 1000)
    steady.order("bob", "2024-06-06", -1000)
    found = changes(steady.build(), Scope(AS_OF))
    assert len({change.field for change in found if change.field == "region"}) == 1
    assert ("shop", None, "revenue") not in said(found)


def test_customers_who_waver_are_said_once():
    """Weekly buyers; cy stops in May and wavers in June: as a customer, as revenue, and as a key customer."""
    shop = Shop()
    for name, weeks in (("ann", 77), ("bob", 77), ("cy", 73)):
        for week in range(weeks):
            shop.order(name, f"{date.fromordinal(date(2023, 1, 7).toordinal() + 7 * week)}", 10)
    shop.order(None, "2024-06-30", 1)
    found = changes(shop.build(), Scope(AS_OF))
    assert [change.before for change in found if change.code == "wavering"] == [0]


def test_few_days_count_as_a_month():
    """The window of ann grows by 400 in 15 days, after 400 in most months: that is usual, not twice as much."""
    shop = Shop()
    for month, day in enumerate(months()):
        shop.order("ann", day, 1000 + 40 * month)
    shop.order(None, "2024-06-15", 1)
    found = changes_since(shop.build(), Scope(date(2024, 6, 15)), date(2024, 5, 31))
    assert {round(change.times_usual, 1) for change in found if change.measure == "revenue"} == {1.0}


def test_usual_change_is_the_median_of_the_months_before(steady):
    for month, amount in (("02", 40), ("03", 80), ("04", 120), ("05", 160), ("06", 1000)):
        steady.order("ann", f"2024-{month}-05", amount)
    found = changes(steady.build(), Scope(AS_OF, regions=("North",)))
    change = next(change for change in found if change.measure == "revenue")
    # per 30 days: 40 in 29 days, 80 in 31, 120 in 30, 160 in 31; the one looked at is not among them
    assert change.usual == pytest.approx((80 * 30 / 31 + 120) / 2)
    assert change.times_usual == pytest.approx(1000 / change.usual)


def one(field: str, code: str | None, measure: str, difference: float) -> Change:
    return Change(field, code, measure, 1000, 1000 + difference, 1, 1)


def test_five_at_most():
    fields = ["tier", "quadrant", "stage", "region", "kind"]
    worth = [one(field, "x", "customers", 10) for field in fields] + [one("shop", None, "repeat_share", 0.1)]
    assert [change.field for change in _choose(worth)] == fields


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (one("tier", "A", "customers", 10), one("tier", "A", "revenue", 1)),
        (one("stage", "wavering", "customers", 10), one("key_stage", "wavering", "customers", 2)),
        (one("region", "North", "revenue", 10), one("owner", "Amy", "revenue", 2)),
        (one("shop", None, "revenue", 10), one("tier", "A", "revenue", 8)),
        (one("stage", "solid", "customers", 10), one("stage", "wavering", "customers", -9)),
    ],
)
def test_one_story_is_told_once(first, second):
    assert _choose([first, second]) == (first,)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (one("stage", "wavering", "customers", 10), one("stage", "solid", "customers", 9)),
        (one("shop", None, "customers", 10), one("shop", None, "revenue", 10)),
        (one("region", "North", "revenue", 10), one("kind", "business", "revenue", -10)),
        (one("shop", None, "revenue", 10), one("kind", "business", "revenue", 4)),
    ],
)
def test_two_stories_are_told(first, second):
    assert _choose([first, second]) == (first, second)


def test_a_part_of_the_shop_where_nobody_has_bought_yet(steady):
    for name in ("dee", "eve", "fay"):
        steady.customer(name, region="East", joined_on=date(2023, 6, 1))
    steady.customer("gus", region="West")
    steady.order("gus", "2024-06-20", -5)
    connection = steady.build()
    for region in ("East", "West"):
        assert all(change.measure != "repeat_share" for change in changes(connection, Scope(AS_OF, regions=(region,))))
