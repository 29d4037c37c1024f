"""How few bring how much: by hand on a few customers, and against plain Python on shops made by chance."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from crm_core.queries import concentration
from crm_core.queries.concentration import of_revenues
from crm_core.queries.scope import Scope
from tests.shop import Shop, worked_example

AS_OF = date(2024, 4, 9)
SCOPE = Scope(AS_OF)


def of(*revenues):
    return of_revenues(np.array([round(revenue * 10_000) for revenue in revenues], dtype=np.int64))


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_the_worked_example():
    found = concentration.concentration(worked_example().build(history=False), SCOPE, AS_OF)
    assert (found.customers, found.revenue, found.ten, found.ten_share, found.ten_from) == (4, 1000.0, 4, 1.0, 30)
    assert rows(found.tops, "per_cent", "customers", "revenue_share") == [
        (1, 1, 0.52), (5, 1, 0.52), (10, 1, 0.52), (20, 1, 0.52),
    ]  # fmt: skip
    assert rows(found.firsts, "per_cent", "customers", "customer_share", "revenue_share") == [
        (10, 1, 0.25, 0.52), (20, 1, 0.25, 0.52), (40, 1, 0.25, 0.52), (50, 1, 0.25, 0.52), (80, 2, 0.5, 0.92),
    ]  # fmt: skip
    # 30, 80, 480 and 1000 of 1000 are below: the area under the curve is (.03 + .08 + .48 + 1) / 4 - 1 / 8 = .2725.
    assert found.gini == pytest.approx(1 - 2 * 0.2725)
    assert found.hhi == pytest.approx(0.52**2 + 0.4**2 + 0.05**2 + 0.03**2)
    assert rows(found.curve, "customers", "customer_share", "revenue", "revenue_share") == [
        (0, 0.0, 0.0, 0.0), (1, 0.25, 30.0, 0.03), (2, 0.5, 50.0, 0.08), (3, 0.75, 400.0, 0.48), (4, 1.0, 520.0, 1.0),
    ]  # fmt: skip


def test_a_customer_with_exactly_the_part_of_revenue_is_enough():
    assert of(50, 30, 20).firsts["customers"].tolist() == [1, 1, 1, 1, 2]
    assert of(49.99, 30.01, 20).firsts["customers"].tolist() == [1, 1, 1, 2, 2]


def test_ties_are_never_split_and_the_share_says_what_they_bring():
    found = of(10, 10, 10, 10)
    assert rows(found.firsts, "customers", "revenue_share") == [(4, 1.0)] * 5
    assert found.tops["customers"].tolist() == [1, 1, 1, 1]
    assert found.tops["revenue_share"].tolist() == [0.25] * 4
    assert found.gini == pytest.approx(0)
    assert found.hhi == pytest.approx(1 / 4)


def test_one_customer_brings_everything():
    found = of(7)
    assert (found.gini, found.hhi, found.ten_share) == (0, 1, 1)
    assert of(0, 0, 0, 7).gini == pytest.approx(3 / 4)


def test_top_customers_are_rounded_up():
    assert of(*range(1, 102)).tops["customers"].tolist() == [2, 6, 11, 21]
    assert of(*range(1, 101)).tops["customers"].tolist() == [1, 5, 10, 20]


@pytest.mark.parametrize("revenues", [(), (0, 0)])
def test_nobody_brings_anything(revenues):
    found = of(*revenues)
    assert (found.customers, found.revenue) == (len(revenues), 0)
    assert (found.ten_share, found.gini, found.hhi) == (None, None, None)
    assert found.firsts.empty
    assert found.tops["revenue_share"].isna().all()


def test_sums_are_exact_where_floating_point_is_not():
    found = of(*[0.1] * 10, 0.2)
    assert found.revenue == 1.2
    assert found.ten_share == 11 / 12


def test_sums_that_do_not_fit_are_an_error():
    with pytest.raises(OverflowError, match="64 bits"):
        of_revenues(np.full(3, 2**62, dtype=np.int64))


def test_negative_revenue_counts_as_nothing_and_who_did_not_buy_is_not_there():
    shop = Shop()
    shop.order("ann", "2022-12-01", 90)
    shop.order("ann", "2024-01-09", -80)
    shop.order("ann", "2024-01-09", 20)
    shop.order("bob", "2024-01-10", 100)
    shop.order("old", "2022-05-05", 60)
    shop.order(None, "2024-01-10", 5)
    day = date(2024, 1, 10)
    found = concentration.concentration(shop.build(history=False), Scope(day), day)
    assert (found.customers, found.revenue, found.hhi) == (2, 100.0, 1.0)


def test_of_a_part_of_the_shop_and_of_another_date():
    shop = worked_example()
    shop.customer("ann", region="North")
    connection = shop.build()
    scope = Scope(AS_OF, regions=("North",))
    assert concentration.concentration(connection, scope, AS_OF).revenue == 520
    assert concentration.concentration(connection, scope, date(2024, 2, 29)).revenue == 220


def test_many_customers_make_a_curve_of_few_points_that_are_exact():
    found = of(*range(1, 1001))
    assert 100 < len(found.curve) <= 201
    for row in found.curve.to_dict("records"):
        n = row["customers"]
        assert row["revenue_share"] == pytest.approx(n * (n + 1) / (1000 * 1001))
        assert row["revenue"] == n
    assert found.curve["customers"].iloc[[0, -2, -1]].tolist() == [0, 999, 1000]


def plain(revenues):
    """Everything one customer at a time, in fractions."""
    best = sorted((max(value, 0) for value in revenues), reverse=True)
    total, n = sum(best), len(best)
    tops = [sum(best[: -(-n * part // 100)]) / total for part in (1, 5, 10, 20)]
    firsts = []
    for part in (10, 20, 40, 50, 80):
        firsts.append(sum(100 * sum(other for other in best if other > value) < part * total for value in best))
    gini = sum(abs(a - b) for a in best for b in best) / (2 * n * total)
    return sum(best[:10]) / total, tops, firsts, gini, sum((value / total) ** 2 for value in best)


@pytest.mark.parametrize("seed", range(8))
def test_against_plain_python(seed):
    chance = random.Random(seed)
    cents = [
        chance.choice([-500, 0, 100, 250, 9999, chance.randrange(1, 10**6)]) for _ in range(chance.randrange(2, 60))
    ]
    shop = Shop()
    for place, value in enumerate([*cents, 100]):
        shop.order(f"c{place}", "2024-01-05", 10)
        shop.order(f"c{place}", "2024-01-05", value / 100 - 10)
    found = concentration.concentration(shop.build(history=False), Scope(date(2024, 1, 5)), date(2024, 1, 5))
    ten_share, tops, firsts, gini, hhi = plain([Fraction(value) for value in [*cents, 100]])
    assert found.ten_share == pytest.approx(float(ten_share))
    assert found.tops["revenue_share"].tolist() == pytest.approx([float(share) for share in tops])
    assert found.firsts["customers"].tolist() == firsts
    assert found.gini == pytest.approx(float(gini))
    assert found.hhi == pytest.approx(float(hhi))


def test_80_per_cent_are_the_customers_of_tier_a():
    chance = random.Random(3)
    shop = Shop()
    for place in range(80):
        shop.order(f"c{place}", "2024-01-05", chance.choice([5, 10, 20, 40, 400, 1000]))
    day = date(2024, 1, 5)
    connection = shop.build(history=False)
    found = concentration.concentration(connection, Scope(day), day)
    assert found.firsts["customers"].tolist()[-1] == list(shop.newest("tier").values()).count("A")


def test_the_largest_with_their_shares():
    shop = worked_example()
    shop.customer("ann", name="Ann", owner="Olga")
    frame = concentration.largest(shop.build(history=False), SCOPE, Decimal(50), 1000.0)
    assert rows(frame, "rank", "customer", "revenue", "share", "cumulative_share", "tier") == [
        (1, "Ann", 520.0, 0.52, 0.52, "A"),
        (2, "bob", 400.0, 0.4, 0.92, "A"),
        (3, "cy", 50.0, 0.05, 0.97, "B"),
    ]
    assert frame["owner"].fillna("").tolist() == ["Olga", "", ""]


def test_of_many_equal_ones_ten_are_named():
    shop = Shop()
    for place in range(12):
        shop.order(f"c{place:02}", "2024-01-05", 10)
    frame = concentration.largest(shop.build(history=False), Scope(date(2024, 1, 5)), Decimal(10), 120.0)
    assert frame["customer"].tolist() == [f"c{place:02}" for place in range(10)]


def test_the_largest_fifth_by_month():
    shop = Shop()
    for name, amount in (("ann", 60), ("bob", 10), ("cy", 10), ("dee", 10), ("eve", 10)):
        shop.order(name, "2024-01-05", amount)
    shop.order("bob", "2024-02-10", 290)
    frame = concentration.by_month(shop.build(), date(2024, 2, 10))
    assert [month.month for month in frame["month"]] == [1, 2]
    assert rows(frame, "warming_up", "top_fifth_share") == [(True, 0.6), (True, 300 / 390)]
