"""Whom to call, on rows written by hand: each reason on its threshold and beside it, and what is at stake."""

from datetime import date

import pytest
from pandas.testing import assert_frame_equal

from crm_core.queries import this_week
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked
from tests.shop import Shop

AS_OF = date(2024, 12, 31)


def shop(*people: dict[str, object]):
    """Customers of one day each, whose facts at the newest snapshot are then written by hand.

    The usual gap is 40 days and the default settings hold: wavering after 60 days, lost after 120.
    """
    made = Shop()
    made.order("today", "2024-12-31", 1)
    for number, person in enumerate(people):
        made.order(f"c{number}", str(person.get("last_purchase", "2024-12-01")), 100)
        made.customer(f"c{number}", owner=person.get("owner"), region=person.get("region"), phone=person.get("phone"))
    connection = made.build(history=False)
    for number, person in enumerate(people):
        facts = {"tier": None, "stage": "steady", "revenue": 1000, "usual_gap_days": 40, "overdue": 0.5, "pace": None}
        facts |= {key: value for key, value in person.items() if key in facts}
        connection.execute(
            f"update snapshot_rows set {', '.join(f'{name} = ${name}' for name in facts)} where as_of = $as_of"
            " and customer_key = (select customer_key from customers where customer_id = $id)",
            facts | {"as_of": AS_OF, "id": f"c{number}"},
        )
    connection.execute("delete from kept_sums")  # of what was so before it was changed here
    return connection


def told(connection, **asked):
    frame = this_week.calls(connection, Scope(AS_OF), Asked(**asked))
    return {row.customer_id: (row.reason, round(row.money, 2)) for row in frame.itertuples()}


def test_only_wavering_customers_of_a_are_called():
    people = [{"stage": "wavering", "tier": tier, "last_purchase": "2024-10-20"} for tier in ("A", "B", "C", None)]
    assert told(shop(*people)) == {"c0": ("wavering", 1000)}


def test_wavering_since_and_lost_on_are_the_first_days_past_the_lines():
    found = this_week.calls(
        shop({"stage": "wavering", "tier": "A", "last_purchase": "2024-10-20"}), Scope(AS_OF), Asked()
    )
    # 20 October + 61 days is 20 December, + 121 days is 18 February: 60 and 120 days are on the lines, not past them.
    assert found["since"].iloc[0].date() == date(2024, 12, 20)
    assert found["lost_on"].iloc[0].date() == date(2025, 2, 18)


@pytest.mark.parametrize(
    ("tier", "pace", "called"),
    [
        ("A", 0.5, ("falling", 500)),
        ("B", 0.2, ("falling", 800)),
        ("B", -0.3, ("falling", 1000)),
        ("C", 0.2, None),
        ("A", 0.51, None),
        ("B", 1.5, ("rising", 500)),
        ("C", 1.8, ("rising", 800)),
        ("C", 3.0, ("rising", 1000)),
        ("A", 3.0, None),
        ("C", 1.49, None),
    ],
)
def test_pace(tier, pace, called):
    assert told(shop({"tier": tier, "pace": pace})).get("c0") == called


def test_who_fell_out_of_b_this_month_is_falling():
    connection = shop({"tier": None, "pace": 0.1})
    connection.execute(
        "insert into move_rows by name select $as_of as as_of, date '2024-11-30' as previous, customer_key, scope_key,"
        " 'tier' as field, 'B' as label_before, null as label_after, 'worse' as direction, 'time_passed' as cause,"
        " 0 as revenue_before, 0 as revenue from customers where customer_id = 'c0'", {"as_of": AS_OF},
    )  # fmt: skip
    assert told(connection) == {"c0": ("falling", 900)}


def test_groups_that_do_not_differ_are_not_asked_for():
    connection = shop({"tier": "B", "pace": 0.1}, {"tier": "B", "pace": 2})
    assert set(told(connection, reasons=("wavering", "falling"))) == {"c0"}


@pytest.mark.parametrize(
    ("stage", "overdue", "called"),
    [
        ("acquainted", 0.74, None),
        ("acquainted", 0.75, ("first_time", 100)),
        ("acquainted", 1.5, ("first_time", 100)),
        ("acquainted", 1.51, ("first_time", 100)),  # silent for less than the days that wavering takes
        ("reserved", 1.0, None),
    ],
)
def test_a_second_purchase_is_due_until_the_customer_wavers(stage, overdue, called):
    assert told(shop({"stage": stage, "overdue": overdue, "tier": "C", "revenue": 100})).get("c0") == called


def test_the_one_purchase_counts_where_it_lies_before_the_window():
    assert told(shop({"stage": "acquainted", "overdue": 1, "revenue": 0})) == {"c0": ("first_time", 100)}


def test_a_second_purchase_is_worth_what_the_forecast_expects():
    connection = shop({"stage": "acquainted", "overdue": 1, "tier": "C"})
    connection.execute(
        "insert into forecast_rows by name select $as_of as as_of, customer_key, 0.5 as purchase_probability,"
        " 1 as expected_purchases, 321 as expected_revenue, 300 as expected_value from customers"
        " where customer_id = 'c0'", {"as_of": AS_OF},
    )  # fmt: skip
    assert told(connection) == {"c0": ("first_time", 321)}


@pytest.mark.parametrize(
    ("last_purchase", "tier", "called"),
    [
        # lost 121 days later: on 1 July 2024, after the last day of June six months ago; or on that day.
        ("2024-03-02", "A", ("lost", 25)),
        ("2024-03-01", "A", None),
        ("2024-03-02", "B", ("lost", 25)),
        ("2024-03-02", "C", None),
        ("2024-03-02", None, None),
    ],
)
def test_lost_lately_out_of_a_or_b(last_purchase, tier, called):
    connection = shop({"stage": "lost", "last_purchase": last_purchase, "tier": tier, "pace": 0.1})
    assert told(connection, return_share=0.25).get("c0") == called


def test_of_a_lost_customer_the_last_year_counts():
    made = Shop()
    for day, amount in (("2023-01-31", 1), ("2023-02-01", 10), ("2024-01-20", 100), ("2024-02-01", -5)):
        made.order("ann", day, amount)
    made.order("today", "2024-12-31", 1)
    connection = made.build(history=False)
    connection.execute(
        "update snapshot_rows set stage = 'lost', tier = 'A', usual_gap_days = 80 where as_of = $as_of"
        " and customer_key = (select customer_key from customers where customer_id = 'ann')", {"as_of": AS_OF},
    )  # fmt: skip
    connection.execute("delete from kept_sums")
    # Lost 241 days after 20 January. The last purchase is in January 2024: from February 2023 on, less the refund.
    assert told(connection) == {"ann": ("lost", 105)}


def test_who_brings_nothing_is_not_called():
    assert told(shop({"stage": "wavering", "tier": "A", "last_purchase": "2024-10-20", "revenue": 0})) == {}


def test_the_most_money_first_and_only_so_many():
    people = [{"stage": "wavering", "tier": "A", "last_purchase": "2024-10-20", "revenue": r} for r in (5, 7, 6)]
    connection = shop(*people)
    assert list(told(connection)) == ["c1", "c2", "c0"]
    assert this_week.calls(connection, Scope(AS_OF), Asked(), 2)["customer_id"].tolist() == ["c1", "c2"]


def test_filters_and_who_was_called_already():
    waver = {"stage": "wavering", "tier": "A", "last_purchase": "2024-10-20"}
    connection = shop(waver | {"owner": "Amy"}, waver | {"region": "North"}, waver)
    scope = Scope(AS_OF, owners=("Amy",))
    assert this_week.calls(connection, scope, Asked())["customer_id"].tolist() == ["c0"]
    keys = dict(connection.execute("select customer_id, customer_key from customers").fetchall())
    assert set(told(connection, left_out=(keys["c1"],))) == {"c0", "c2"}


def test_sums_by_reason_and_owner_beside_the_best():
    waver = {"stage": "wavering", "tier": "A"}
    connection = shop(
        waver | {"owner": "Amy", "last_purchase": "2024-09-08"},  # lost after 121 days: on 7 January
        waver | {"owner": "Amy", "last_purchase": "2024-09-09"},  # on 8 January
        {"tier": "B", "pace": 0.5, "owner": "Amy"},
        waver | {"last_purchase": "2024-09-09", "phone": "0151"},
    )
    found = this_week.calls_and_sums(connection, Scope(AS_OF), Asked(), 1)
    rows = {(row.reason, row.owner): (row.calls, row.money, row.soon_lost) for row in found.sums.itertuples()}
    assert {(reason, owner if isinstance(owner, str) else None): row for (reason, owner), row in rows.items()} == {
        ("wavering", "Amy"): (2, 2000, 1), ("falling", "Amy"): (1, 500, 0), ("wavering", None): (1, 1000, 0),
    }  # fmt: skip
    every = this_week.calls(connection, Scope(AS_OF), Asked(), 1)
    assert_frame_equal(found.best, every, check_dtype=False)


def test_nobody():
    found = this_week.calls_and_sums(shop(), Scope(AS_OF), Asked(), 5)
    assert found.sums.empty
    assert found.best.empty


def test_the_share_that_returns_is_unknown_at_first():
    assert this_week.return_share(shop()) is None
