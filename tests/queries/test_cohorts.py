"""Cohorts as the page asks for them: by hand, and against plain Python on shops made by chance."""

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from crm_core.queries import cohort_members, cohorts
from crm_core.queries.scope import Scope
from tests.shop import Shop

NEWEST = Scope(date(2024, 4, 9))
MONTHS = cohorts.MONTHS


@pytest.fixture
def shop():
    """Two customers of January, one of March 2024; data through 9 April; 7 of nobody, 3 given back by eve."""
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    shop.order("ann", "2024-03-09", 50)
    shop.order("bob", "2024-01-31", 20)
    shop.order("cy", "2024-03-20", 30)
    shop.order("bob", "2024-04-09", 10)
    shop.order("eve", "2024-02-09", -3)
    shop.order(None, "2024-02-09", 7)
    return shop


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_months_with_empty_ones_as_nothing_and_the_newest_marked(shop):
    frame = cohorts.cells(shop.build(history=False), NEWEST, "month")
    columns = ("cohort", "k", "size", "customers", "retention", "revenue", "revenue_per_customer", "is_running")
    january, march = date(2024, 1, 1), date(2024, 3, 1)
    assert rows(frame, *columns) == [
        (january, 0, 2, 2, 1.0, 120.0, 60.0, False),
        (january, 1, 2, 0, 0.0, 0.0, 60.0, False),
        (january, 2, 2, 1, 0.5, 50.0, 85.0, False),
        (january, 3, 2, 1, 0.5, 10.0, 90.0, True),
        (march, 0, 1, 1, 1.0, 30.0, 30.0, False),
        (march, 1, 1, 0, 0.0, 0.0, 30.0, True),
    ]
    assert frame["is_first_seen"].all()


def test_quarters_and_years(shop):
    connection = shop.build(history=False)
    quarters = cohorts.cells(connection, NEWEST, "quarter")
    assert rows(quarters, "k", "size", "customers", "revenue", "is_running") == [
        (0, 3, 3, 200.0, False),
        (1, 3, 1, 10.0, True),
    ]
    assert rows(cohorts.cells(connection, NEWEST, "year"), "k", "size", "revenue", "is_running") == [
        (0, 3, 210.0, True)
    ]


def test_an_older_date_knows_nothing_of_what_came_later(shop):
    connection = shop.build()
    february = Scope(date(2024, 2, 29))
    assert rows(cohorts.cells(connection, february, "month"), "k", "size", "revenue", "is_running") == [
        (0, 2, 120.0, False),
        (1, 2, 0.0, False),
    ]
    assert cohorts.cells(connection, february, "quarter").empty
    assert len(cohorts.cells(connection, Scope(date(2024, 3, 31)), "quarter")) == 1


def test_the_last_day_of_a_month_ends_it():
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    shop.order("ann", "2024-02-29", 100)
    frame = cohorts.cells(shop.build(history=False), Scope(date(2024, 2, 29)), "month")
    assert rows(frame, "k", "is_running") == [(0, False), (1, False)]


def test_a_part_of_the_shop(shop):
    shop.customer("bob", region="North", owner="Olga")
    connection = shop.build(history=False)
    scope = Scope(date(2024, 4, 9), regions=("North",))
    assert rows(cohorts.cells(connection, scope, "month"), "k", "size", "customers") == [
        (0, 1, 1), (1, 1, 0), (2, 1, 0), (3, 1, 1),
    ]  # fmt: skip
    assert cohorts.cells(connection, Scope(date(2024, 4, 9), owners=("Nobody",)), "month").empty


def test_by_value_only_ended_periods_and_each_cohort_only_as_long_as_it_was_seen(shop):
    shop.customer("ann", source="online")
    shop.customer("cy", source="online")
    frame = cohorts.by_value(shop.build(history=False), NEWEST, "month", "source")
    frame["value"] = frame["value"].fillna("none")
    assert rows(frame, "value", "k", "everyone", "size", "retention", "revenue_per_customer") == [
        ("online", 0, 2, 2, 1.0, 65.0),
        ("online", 1, 2, 1, 0.0, 100.0),
        ("online", 2, 2, 1, 1.0, 150.0),
        ("none", 0, 1, 1, 1.0, 20.0),
        ("none", 1, 1, 1, 0.0, 20.0),
        ("none", 2, 1, 1, 0.0, 20.0),
    ]


def test_by_value_ends_where_less_than_half_of_the_customers_were_observed(shop):
    shop.order("dee", "2024-03-30", 1)
    frame = cohorts.by_value(shop.build(history=False), NEWEST, "month", "source")
    assert rows(frame, "k", "size") == [(0, 4), (1, 2), (2, 2)]
    shop.order("fay", "2024-03-30", 1)
    frame = cohorts.by_value(shop.build(history=False), NEWEST, "month", "source")
    assert rows(frame, "k", "size") == [(0, 5)]


def test_by_value_of_one_cohort(shop):
    frame = cohorts.by_value(shop.build(history=False), NEWEST, "month", "region", date(2024, 3, 1))
    assert rows(frame, "k", "everyone", "size", "retention") == [(0, 1, 1, 1.0)]


def test_by_value_is_of_new_customers_where_there_are_enough(shop):
    shop.customer("bob", kind="business", joined_on=date(2024, 1, 20))
    connection = shop.build(history=False)
    frame = cohorts.by_value(connection, NEWEST, "month", "kind", enough=1)
    assert set(frame["value"]) == {"business"}
    assert cohorts.by_value(connection, NEWEST, "month", "kind", enough=2)["everyone"].max() == 2
    assert cohorts.average(connection, NEWEST, "month", date(2024, 3, 1), enough=1)["size"].max() == 1


def test_new_customers_without_a_period_after_their_first_are_not_enough(shop):
    shop.customer("cy", kind="business", joined_on=date(2024, 3, 20))
    frame = cohorts.by_value(shop.build(history=False), NEWEST, "month", "kind", enough=1)
    assert frame.loc[frame["k"] == 0, "size"].sum() == 3


def test_by_value_of_one_cohort_holds_all_of_it(shop):
    shop.customer("bob", kind="business", joined_on=date(2024, 1, 20))
    frame = cohorts.by_value(shop.build(history=False), NEWEST, "month", "kind", date(2024, 1, 1))
    assert frame["everyone"].sum() == 2 * 3


def test_a_cohort_ends_before_the_next_begins(shop):
    shop.order("dee", "2024-02-01", 1)
    frame = cohort_members.members(shop.build(history=False), NEWEST, "month", date(2024, 1, 1))
    assert frame["customer"].tolist() == ["ann", "bob"]


def test_the_mean_of_the_cohorts_before(shop):
    connection = shop.build(history=False)
    frame = cohorts.average(connection, NEWEST, "month", date(2024, 3, 1))
    assert rows(frame, "k", "size", "retention") == [(0, 2, 1.0), (1, 2, 0.0), (2, 2, 0.5)]
    assert cohorts.average(connection, NEWEST, "month", date(2024, 1, 1)).empty


def test_the_newest_cohort_that_is_old_enough(shop):
    connection = shop.build(history=False)
    months = cohorts.cells(connection, NEWEST, "month")
    assert cohorts.newest(months, "month") == date(2024, 1, 1)
    assert cohorts.newest(months[months["cohort"] == date(2024, 3, 1)], "month") == date(2024, 3, 1)
    assert cohorts.newest(cohorts.cells(connection, NEWEST, "year"), "year") is None


def test_half_a_year_is_old_enough():
    shop = Shop()
    for month in range(1, 10):
        shop.order(f"c{month}", f"2024-0{month}-10", 1)
    connection, scope = shop.build(history=False), Scope(date(2024, 9, 10))
    found = {grain: cohorts.newest(cohorts.cells(connection, scope, grain), grain) for grain in ("month", "quarter")}
    assert found == {"month": date(2024, 2, 1), "quarter": date(2024, 1, 1)}


def test_first_months_give_each_customer_as_long(shop):
    connection = shop.build(history=False)
    assert cohorts.first_months(connection, NEWEST, 3).empty
    frame = cohorts.first_months(connection, NEWEST, 1)
    assert rows(frame, "quarter", "size", "is_first_seen", "revenue_per_customer") == [
        (date(2024, 1, 1), 3, True, 150 / 3)
    ]
    shop.order("new", "2024-06-30", 1)
    frame = cohorts.first_months(shop.build(history=False), Scope(date(2024, 6, 30)), 3)
    assert rows(frame, "size", "revenue_per_customer") == [(3, 200 / 3)]


def test_members_of_a_cohort(shop):
    shop.customer("ann", name="Ann", owner="Olga")
    connection = shop.build()
    frame = cohort_members.members(connection, NEWEST, "month", date(2024, 1, 1))
    assert rows(frame, "customer", "total_purchase_days", "total_revenue") == [("Ann", 2, 150.0), ("bob", 2, 30.0)]
    assert cohort_members.members(connection, NEWEST, "quarter", date(2024, 1, 1))["customer"].tolist() == [
        "Ann", "bob", "cy",
    ]  # fmt: skip
    assert len(cohort_members.members(connection, NEWEST, "year", date(2024, 1, 1), at_most=1)) == 1
    assert len(cohort_members.members(connection, NEWEST, "year", date(2024, 1, 1), at_most=None)) == 3
    older = cohort_members.members(connection, Scope(date(2024, 1, 31)), "year", date(2024, 1, 1))
    assert rows(older, "customer", "total_revenue") == [("Ann", 100.0), ("bob", 20.0)]


def test_all_revenue_is_accounted_for(shop):
    connection = shop.build()
    found = cohort_members.accounts(connection, NEWEST)
    assert found == cohort_members.Accounts(210.0, 1, -3.0, 7.0, 214.0)
    held = cohorts.cells(connection, NEWEST, "month")["revenue"].sum()
    assert held + found.without_revenue + found.unidentified_revenue == found.net_revenue
    february = cohort_members.accounts(connection, Scope(date(2024, 2, 29)))
    assert february == cohort_members.Accounts(120.0, 1, -3.0, 7.0, 124.0)


def number(day, months):
    return (12 * day.year + day.month - 1) // months


def first_day(period, months):
    return date(period * months // 12, period * months % 12 + 1, 1)


def plain(events, months, as_of, through):
    """cohort, k → size, customers, revenue up to k; one customer at a time, of what is known at as_of."""
    cohort_of = {}
    for who, day, amount in events:
        if amount > 0:
            cohort_of[who] = min(cohort_of.get(who, 10**6), number(day, months))
    found = {}
    for cohort in sorted(set(cohort_of.values())):
        members = {who for who, own in cohort_of.items() if own == cohort}
        revenue, k = 0.0, 0
        while first_day(cohort + k, months) <= as_of:
            period = cohort + k
            has_ended = first_day(period + 1, months) <= as_of + timedelta(days=1)
            own = [e for e in events if e[0] in members and max(number(e[1], months), cohort) == period]
            revenue += sum(amount for _who, _day, amount in own)
            if has_ended or as_of == through:
                bought = len({who for who, _day, amount in own if amount > 0})
                found[first_day(cohort, months), k] = (len(members), bought, round(revenue, 2), not has_ended)
            k += 1
    return found


@pytest.mark.parametrize("seed", range(5))
def test_cells_agree_with_plain_python(seed):
    chance = random.Random(seed)
    shop, events = Shop(), []
    for _ in range(70):
        customer, day = f"c{chance.randrange(14)}", date(2023, 1, 15) + timedelta(days=chance.randrange(460))
        amount = chance.choice([-7.0, 5.0, 12.5, 99.99])
        shop.order(customer, day.isoformat(), amount)
        events.append((customer, day, amount))
    through = max(day for _who, day, _amount in events)
    connection = shop.build()
    for as_of in (through, date(2023, 11, 30)):
        for grain, months in MONTHS.items():
            frame = cohorts.cells(connection, Scope(as_of), grain)
            found = defaultdict(tuple)
            for row in frame.to_dict("records"):
                total = round(row["revenue_per_customer"] * row["size"], 2)
                found[row["cohort"], row["k"]] = (row["size"], row["customers"], total, row["is_running"])
            assert found == plain(events, months, as_of, through)
