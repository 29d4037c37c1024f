"""Facts as ranges: who is within, at the ends too, and how an address writes them."""

from datetime import date

import pytest

from crm_core.queries import customers, fact_ranges
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.fact_ranges import FACTS, Range
from crm_core.queries.scope import Scope
from tests.shop import Shop, worked_example

SCOPE = Scope(date(2024, 4, 9))


@pytest.fixture(scope="module")
def shop():
    """The worked example: ann brings 520 in 4 orders, bob 400 in 1, cy 50 in 2 and a refund, dee 30; eve a prospect."""
    shop = worked_example()
    shop.customer("eve")
    shop.build(history=False)
    return shop


def who(shop, *ranges, scope=SCOPE, **filters):
    page = customers.page(shop.connection, scope, Filters(ranges=ranges, **filters), ("customer_id",), Order())
    return page.rows["customer_id"].tolist()


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Range("revenue", 50, 400), ["bob", "cy"]),
        (Range("revenue", 50.01, 399.99), []),
        (Range("revenue", None, 0), ["eve"]),
        (Range("revenue", 400.01), ["ann"]),
        (Range("orders", 2), ["ann", "cy"]),
        (Range("orders", 2, 2), ["cy"]),
        (Range("days", 0, 1), ["bob", "dee", "eve"]),
        (Range("ever", 4), ["ann"]),
        (Range("silent", 0, 8), ["ann", "dee"]),
        (Range("silent", 8, 20), ["cy", "dee"]),
        (Range("silent", 64, 64), ["bob"]),
        (Range("first", date(2024, 1, 20), date(2024, 2, 5)), ["bob", "cy"]),
        (Range("first", None, date(2024, 1, 10)), ["ann"]),
        (Range("first", date(2024, 4, 2)), []),
    ],
)
def test_both_ends_are_within_and_who_lacks_the_fact_is_not(shop, wanted, ids):
    assert who(shop, wanted) == ids


def test_overdue_counts_silence_in_usual_gaps(shop):
    overdue = shop.newest("overdue")
    beyond = [one for one, times in overdue.items() if times is not None and times >= overdue["cy"]]
    assert sorted(who(shop, Range("overdue", overdue["cy"]))) == sorted(beyond)
    assert "ann" not in beyond


def test_all_conditions_hold(shop):
    assert who(shop, Range("revenue", 50), Range("orders", 2)) == ["ann", "cy"]
    assert who(shop, Range("revenue", 50), Range("silent", 64), tiers=("A",)) == ["bob"]


def test_what_is_expected_is_that_of_the_day_looked_at(shop):
    # The keys are given in the order of the first orders: ann 1, bob 2, cy 3.
    rows = [(1, 0.9, 500.0), (2, 0.5, 100.0), (3, 0.1, 10.0)]
    for key, chance, value in rows:
        shop.connection.execute(
            "insert into forecast_rows select as_of, $key, $chance, 1, $value, $value, null from cut_offs"
            " where as_of = $as_of",
            {"key": key, "chance": chance, "value": value, "as_of": SCOPE.as_of},
        )
    try:
        assert who(shop, Range("worth", 100)) == ["ann", "bob"]
        assert who(shop, Range("chance", 0.9, 1)) == ["ann"]
        assert who(shop, Range("worth", 100), scope=Scope(date(2024, 3, 31))) == []
    finally:
        shop.connection.execute("delete from forecast_rows")


def test_the_pace_is_judged_with_the_tier_of_the_month_before():
    shop = Shop()
    for number in range(3):
        shop.order(f"c{number}", "2024-01-01", 10)
    shop.build(history=False)
    newest = shop.connection.execute("select max(as_of) from snapshot_rows").fetchone()[0]
    # c0 fell from B to C within the month, c1 was C all the time, c2 is a rising C: the pace alone tells them apart.
    shop.connection.execute("update snapshot_rows set tier = 'C', pace = 0.1 where customer_key <= 2")
    shop.connection.execute("update snapshot_rows set tier = 'C', pace = 9 where customer_key = 3")
    shop.connection.execute(
        "insert into move_rows select as_of, as_of, 1, 1, 'tier', 'B', 'C', 'worse', 'time_passed', 0, 0"
        " from cut_offs where as_of = $as_of",
        {"as_of": newest},
    )
    found = {pace: who(shop, scope=Scope(newest), paces=(pace,)) for pace in ("rising", "falling", "neither")}
    assert found == {"rising": ["c2"], "falling": ["c0"], "neither": ["c1"]}
    assert who(shop, scope=Scope(newest), paces=("rising", "falling")) == ["c0", "c2"]


def test_diamond_and_loyalty_type_are_those_of_the_newest_day(shop):
    shop.connection.execute("delete from loyalty_types")
    shop.connection.execute(
        "insert into loyalty_types (customer_key, scope_key, revenue, total_purchase_days, diamond, loyalty_type)"
        " values (1, 1, 0, 1, 'loyalist', null), (2, 1, 0, 1, null, 'cognitive')"
    )
    assert who(shop, diamonds=("loyalist",)) == ["ann"]
    assert who(shop, diamonds=(None,)) == ["bob"]
    assert who(shop, loyalty_types=("cognitive", None)) == ["ann", "bob"]
    assert who(shop, diamonds=("loyalist",), loyalty_types=("cognitive",)) == []


@pytest.mark.parametrize(
    ("fact", "text", "wanted"),
    [
        ("revenue", "100..500.5", Range("revenue", 100, 500.5)),
        ("revenue", "-5..", Range("revenue", -5)),
        ("silent", "..30", Range("silent", None, 30)),
        ("first", "2024-01-31..", Range("first", date(2024, 1, 31))),
    ],
)
def test_an_address_is_read_and_written_back(fact, text, wanted):
    assert fact_ranges.read(fact, text) == wanted
    assert wanted.text == text


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("revenue", ""), ("revenue", ".."), ("revenue", "5"), ("revenue", "a..b"), ("revenue", "9..1"),
        ("revenue", "nan.."), ("revenue", "..inf"), ("first", "5.."), ("first", "2024-02-01..2024-01-01"),
        ("nothing", "1..2"), ("revenue", "1..2; drop table customers"),
    ],
)  # fmt: skip
def test_nonsense_in_an_address_is_no_condition(fact, text):
    assert fact_ranges.read(fact, text) is None


def test_every_fact_stands_where_it_is_said_to_stand(shop):
    for fact, found in FACTS.items():
        table = "snapshot_rows" if found.source == "snapshot" else "forecast_rows"
        assert shop.connection.execute(f"select count({found.column}) from {table}").fetchone(), fact
