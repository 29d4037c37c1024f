"""Two groups side by side: each number by hand on four customers, and by plain Python one customer at a time."""

from datetime import date, timedelta
from statistics import mean, median

import pytest

from crm_core.queries import compare, compare_months
from crm_core.queries.compare import MEASURES, Pair
from crm_core.queries.customer_filters import Filters
from crm_core.queries.fact_ranges import Range
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions
from tests.shop import Shop, worked_example

SCOPE = Scope(date(2024, 4, 9))
ALL = Conditions()
A = Conditions(Filters(tiers=("A",)))


@pytest.fixture(scope="module")
def shop():
    """ann 520 in 4 orders, bob 400 in 1, cy 50 in 2 and a refund, dee 30 in 1; eve a prospect; dee was asked."""
    shop = worked_example()
    shop.customer("eve", region="North")
    shop.customer("ann", region="North", owner="Amy")
    shop.customer("bob", region="South", owner="Amy")
    shop.answer("dee", "2024-04-01", 9)
    shop.build(history=False)
    return shop


def gaps(shop):
    return [gap for gap in shop.newest("usual_gap_days").values() if gap]


def numbers(shop, group=ALL, scope=SCOPE, compared_with=None):
    return compare.numbers(shop.connection, scope, group, compared_with)


def test_everybody_by_hand(shop):
    assert numbers(shop) == {
        "customers": 5, "buyers": 4, "buyer_share": 0.8, "revenue": 1000, "revenue_share": 1,
        "revenue_per_buyer": 250, "median_revenue": 225, "orders_per_buyer": 2, "average_order": 125,
        "median_silent": 14, "median_gap": pytest.approx(median(gaps(shop))),
        "retention": None, "measured_share": 0.25, "expected_value": None, "expected_per_customer": None,
    }  # fmt: skip


def test_a_tier_by_hand(shop):
    found = numbers(shop, A)
    assert (found["customers"], found["revenue"], found["revenue_share"]) == (2, 920, 0.92)
    assert (found["revenue_per_buyer"], found["median_revenue"], found["average_order"]) == (460, 460, 184)
    assert (found["orders_per_buyer"], found["median_silent"], found["measured_share"]) == (2.5, 32, 0)


def test_nobody_is_counted_as_nobody(shop):
    found = numbers(shop, Conditions(Filters(stages=("won_back",))))
    assert (found["customers"], found["revenue"], found["revenue_share"]) == (0, 0, 0)
    assert [found[name] for name in ("buyer_share", "revenue_per_buyer", "median_silent")] == [None, None, None]


def test_a_group_s_own_part_of_the_shop_comes_on_top_of_the_scope(shop):
    north = Scope(SCOPE.as_of, regions=("North",))
    assert numbers(shop, ALL, north)["customers"] == 2
    assert numbers(shop, Conditions(owners=("Amy",)))["revenue"] == 920
    assert numbers(shop, Conditions(owners=("Amy",)), north)["revenue"] == 520
    assert numbers(shop, Conditions(regions=("South",)), north)["customers"] == 0
    assert numbers(shop, A, north)["revenue_share"] == 1
    assert numbers(shop, Conditions(Filters(words="bob")))["revenue"] == 400


def test_expected_value_is_that_of_the_group(shop):
    for key, value in ((1, 300.0), (3, 60.0)):
        shop.connection.execute(
            "insert into forecast_rows values ($as_of, $key, 0.5, 1, $value, $value, null)",
            {"as_of": SCOPE.as_of, "key": key, "value": value},
        )
    try:
        assert (numbers(shop)["expected_value"], numbers(shop)["expected_per_customer"]) == (360, 72)
        assert (numbers(shop, A)["expected_value"], numbers(shop, A)["expected_per_customer"]) == (300, 150)
    finally:
        shop.connection.execute("delete from forecast_rows")


def test_labels_as_shares_of_the_group(shop):
    frame = compare.labels(shop.connection, SCOPE, ALL)
    tiers = {
        row["label"] if isinstance(row["label"], str) else None: (row["customers"], row["share"])
        for row in frame[frame["field"] == "tier"].to_dict("records")
    }
    assert tiers == {"A": (2, 0.4), "B": (1, 0.2), "C": (1, 0.2), None: (1, 0.2)}
    assert frame.groupby("field")["share"].sum().tolist() == pytest.approx([1, 1, 1])


def test_only_whole_months_are_shown(shop):
    """The data begin on 10 January and end on 9 April: February and March are whole."""
    frame = compare_months.by_month(shop.connection, SCOPE, ALL)
    assert [day.date() for day in frame["month"]] == [date(2024, 2, 1), date(2024, 3, 1)]
    assert frame["revenue"].tolist() == [520, 140]
    assert frame["index"].tolist() == pytest.approx([100 * 520 / 330, 100 * 140 / 330])
    best = compare_months.by_month(shop.connection, SCOPE, A)
    assert best["revenue"].tolist() == [520, 140]
    one = compare_months.by_month_of_one(shop.connection, SCOPE.as_of, 1)
    assert one["revenue"].tolist() == [120, 140]


def test_months_that_sum_to_nothing_have_no_index(shop):
    frame = compare_months.by_month(shop.connection, SCOPE, Conditions(Filters(tiers=("C",))))
    assert frame["revenue"].tolist() == [0, 0]
    assert frame["index"].isna().all()


def test_who_gave_back_more_than_was_bought_has_no_index():
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    shop.order("ann", "2024-02-10", -80)
    shop.order("bob", "2024-03-31", 50)
    shop.build(history=False)
    frame = compare_months.by_month_of_one(shop.connection, date(2024, 3, 31), 1)
    assert frame["revenue"].tolist() == [-80, 0]
    assert frame["index"].isna().all()


def test_retained_are_those_of_the_group_a_year_before():
    """Of the two who were A on 31 January 2023 one bought again, of the four buyers two; new ones do not count."""
    shop = Shop()
    for year in (2021, 2022, 2023):
        shop.order("big", f"{year}-01-31", 500)
        shop.order("gone", f"{year}-01-31", 400)
        shop.order("small", f"{year}-01-30", 60)
        shop.order("tiny", f"{year}-01-30", 40)
    shop.order("big", "2024-01-31", 500)
    shop.order("tiny", "2024-01-31", 300)
    shop.order("new", "2024-01-31", 900)
    shop.build()
    now, before = Scope(date(2024, 1, 31)), date(2023, 1, 31)
    assert set(shop.at("2023-01-31", "tier").items()) >= {("big", "A"), ("gone", "A")}
    assert numbers(shop, A, now, before)["retention"] == 0.5
    assert numbers(shop, ALL, now, before)["retention"] == 0.5
    assert numbers(shop, Conditions(Filters(words="tiny")), now, before)["retention"] == 1
    assert numbers(shop, Conditions(Filters(words="new")), now, before)["retention"] is None


def test_every_number_is_that_of_a_plain_calculation():
    """60 customers with orders by arithmetic; those who brought 100 or more in the year, one at a time in Python."""
    shop, last = Shop(), date(2024, 12, 31)
    orders = {}
    for number in range(60):
        rows = [(last - timedelta(days=number * 7 % 90 + 17 * i), 10 + (number * 13 + i * 7) % 50) for i in range(number % 9 + 1)]  # fmt: skip # noqa: E501
        orders[f"c{number:02}"] = rows
        for day, amount in rows:
            shop.order(f"c{number:02}", str(day), amount)
    shop.build(history=False)
    chosen = {name: rows for name, rows in orders.items() if sum(amount for _, amount in rows) >= 100}
    assert 10 < len(chosen) < 50
    group = Conditions(Filters(ranges=(Range("revenue", 100),)))
    found = numbers(shop, group, Scope(last))
    spent = [sum(amount for _, amount in rows) for rows in chosen.values()]
    assert found["customers"] == found["buyers"] == len(chosen)
    assert found["revenue"] == sum(spent)
    assert found["revenue_share"] == pytest.approx(sum(spent) / sum(a for rows in orders.values() for _, a in rows))
    assert found["revenue_per_buyer"] == pytest.approx(mean(spent))
    assert found["median_revenue"] == pytest.approx(median(spent))
    assert found["orders_per_buyer"] == pytest.approx(mean(len(rows) for rows in chosen.values()))
    assert found["average_order"] == pytest.approx(sum(spent) / sum(len(rows) for rows in chosen.values()))
    assert found["median_silent"] == median((last - max(day for day, _ in rows)).days for rows in chosen.values())
    by_month = {}
    for rows in chosen.values():
        for day, amount in rows:
            by_month[day.replace(day=1)] = by_month.get(day.replace(day=1), 0) + amount
    frame = compare_months.by_month(shop.connection, Scope(last), group)
    shown = {month.date(): revenue for month, revenue in zip(frame["month"], frame["revenue"], strict=True)}
    assert shown == {month: by_month.get(month, 0) for month in shown}
    assert date(2024, 12, 1) in shown


@pytest.mark.parametrize(
    ("as_of", "first"),
    [
        (date(2024, 4, 30), date(2022, 5, 1)),
        (date(2024, 4, 9), date(2022, 4, 1)),
        (date(2024, 12, 31), date(2023, 1, 1)),
        (date(2024, 1, 30), date(2022, 1, 1)),
        (date(2024, 2, 28), date(2022, 2, 1)),
    ],
)
def test_twenty_four_whole_months(as_of, first):
    assert compare_months._first_month(as_of) == first


def test_the_largest_differences_are_those_by_ratio():
    sides = dict.fromkeys(MEASURES)
    a = sides | {"customers": 1, "average_order": 50, "median_silent": 10, "retention": 0.5, "median_gap": 0}
    b = sides | {"customers": 1000, "average_order": 100, "median_silent": 40, "retention": 0.52, "median_gap": 9}
    found = compare.pairs(a, b, MEASURES)
    assert [pair.measure for pair in compare.largest(found)] == ["median_silent", "average_order"]
    assert [pair.measure for pair in compare.largest(found, at_most=1)] == ["median_silent"]
    assert compare.largest(compare.pairs(a, a, MEASURES)) == []


@pytest.mark.parametrize(
    ("a", "b", "ratio"), [(2, 4, 0.5), (None, 4, None), (2, None, None), (0, 4, None), (-1, 4, None)]
)
def test_a_ratio_is_of_two_positive_numbers(a, b, ratio):
    assert Pair("revenue", "money", a, b).ratio == ratio
