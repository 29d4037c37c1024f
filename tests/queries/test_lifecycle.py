"""The worked example of the definitions, seen through the questions of the Lifecycle page."""

import math
from datetime import date, timedelta

import pytest
from pandas import Timestamp

from crm_core.queries import lifecycle
from crm_core.queries.scope import Scope
from crm_core.queries.silence import first_day
from crm_core.settings import Settings
from tests.shop import Shop, worked_example

AS_OF = date(2024, 4, 30)
SCOPE = Scope(AS_OF)


def stages_example(until: str = "2024-04-30") -> Shop:
    """ann steady, bob wavering, cy reserved, dee acquainted, eve a prospect; on the last day somebody unknown buys."""
    shop = worked_example()
    shop.order(None, until, 7)
    shop.customer("bob", name="Bob", region="North", owner="Amy")
    shop.customer("eve", region="South")
    return shop


@pytest.fixture(scope="module")
def example():
    return stages_example().build()


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_stages_now_of_the_worked_example(example):
    frame = lifecycle.stages_now(example, SCOPE)
    assert rows(frame, "stage", "customers", "revenue", "customer_share", "revenue_share") == [
        ("prospect", 1, 0.0, 0.2, 0.0),
        ("acquainted", 1, 30.0, 0.2, 0.03),
        ("reserved", 1, 50.0, 0.2, 0.05),
        ("steady", 1, 520.0, 0.2, 0.52),
        ("wavering", 1, 400.0, 0.2, 0.4),
    ]


def test_nothing_is_compared_where_the_history_is_too_short(example):
    frame = lifecycle.stages_now(example, SCOPE)
    names = [c for c in frame.columns if c.endswith(("_before", "_change"))]
    assert len(names) == 6
    assert frame[names].isna().all(axis=None)


def test_stages_now_beside_the_year_before():
    shop = Shop()
    shop.order("amy", "2023-01-05", 60)
    shop.order("amy", "2024-01-20", 100)
    shop.order("bea", "2025-01-31", 40)
    frame = lifecycle.stages_now(shop.build(), Scope(date(2025, 1, 31)))
    columns = ("stage", "customers", "customers_before", "customers_change", "revenue", "revenue_before")
    assert rows(frame, *columns) == [("acquainted", 1, 0, 1, 40.0, 0.0), ("reserved", 1, 1, 0, 0.0, 100.0)]
    assert rows(frame, "customer_share_before", "revenue_share_before") == [(0.0, 0.0), (1.0, 1.0)]
    assert frame["revenue_change"].isna().tolist() == [True, False]
    assert frame["revenue_change"].iloc[1] == -1


def test_a_stage_that_everybody_left_is_still_there():
    shop = Shop()
    shop.order("old", "2022-12-05", 60)
    shop.order("amy", "2023-12-01", 100)
    shop.order("amy", "2023-12-30", 100)
    shop.order("bea", "2024-12-31", 40)
    frame = lifecycle.stages_now(shop.build(), Scope(date(2024, 12, 31)))
    assert ("reserved", 0, 1) in rows(frame, "stage", "customers", "customers_before")


def test_stages_of_one_region(example):
    frame = lifecycle.stages_now(example, Scope(AS_OF, regions=("North",)))
    assert rows(frame, "stage", "customers", "customer_share") == [("wavering", 1, 1.0)]


def test_stages_of_nobody(example):
    assert lifecycle.stages_now(example, Scope(AS_OF, regions=("Moon",))).empty


def test_stages_by_month_count_everybody_up_to_the_month_looked_at(example):
    frame = lifecycle.stages_by_month(example, Scope(date(2024, 2, 29)))
    assert rows(frame, "month", "label", "customers", "revenue", "warming_up") == [
        (Timestamp(2024, 1, 1), "acquainted", 2, 150.0, True),
        (Timestamp(2024, 2, 1), "acquainted", 2, 450.0, True),
        (Timestamp(2024, 2, 1), "reserved", 1, 220.0, True),
    ]
    assert frame["customer_share"].tolist() == [1.0, 2 / 3, 1 / 3]


def test_overdue_is_binned_by_stage(example):
    frame = lifecycle.overdue(example, SCOPE)
    assert rows(frame, "overdue_from", "overdue_to", "stage", "customers", "revenue") == [
        (0.5, 0.75, "steady", 1, 520.0),
        (0.75, 1.0, "acquainted", 1, 30.0),
        (1.0, 1.25, "reserved", 1, 50.0),
        (2.75, 3.0, "wavering", 1, 400.0),
    ]
    assert frame["mean_recency_days"].tolist() == [21, 29, 41, 85]
    assert frame["mean_days_overdue"].tolist() == [-9, -1, 1, 55]


@pytest.mark.parametrize(
    ("until", "edges", "stage"),
    [
        ("2024-02-05", (0.0, 0.25), "acquainted"),
        ("2024-06-19", (1.25, 1.5), "acquainted"),
        ("2024-06-20", (1.5, 1.75), "wavering"),
    ],
)
def test_a_bin_holds_its_upper_edge_as_the_rules_do(until, edges, stage):
    shop = Shop()
    shop.order("bob", "2024-02-05", 400)
    shop.order(None, until, 7)
    frame = lifecycle.overdue(shop.build(history=False), Scope(date.fromisoformat(until)))
    assert rows(frame, "overdue_from", "overdue_to", "stage") == [(*edges, stage)]


def test_who_is_far_beyond_the_lines_is_counted_and_not_drawn():
    connection = stages_example("2024-09-30").build(history=False)
    scope = Scope(date(2024, 9, 30))
    assert lifecycle.beyond(connection, scope) == lifecycle.Beyond(2, 430.0, 6.0)
    assert lifecycle.overdue(connection, scope)["customers"].sum() == 2
    assert lifecycle.beyond(connection, Scope(scope.as_of, regions=("North",))) == lifecycle.Beyond(1, 400.0, 6.0)


def test_nobody_is_beyond(example):
    assert lifecycle.beyond(example, SCOPE) == lifecycle.Beyond(0, 0.0, 6.0)


def test_wavering_customers_with_the_day_they_are_lost(example):
    frame = lifecycle.wavering(example, SCOPE)
    columns = (
        "customer",
        "customer_id",
        "tier",
        "owner",
        "revenue",
        "usual_gap_days",
        "recency_days",
        "days_until_lost",
    )
    assert rows(frame, *columns) == [("Bob", "bob", "A", "Amy", 400.0, 30.0, 85, 6)]
    assert frame["lost_on"].iloc[0].date() == date(2024, 5, 6)


@pytest.mark.parametrize(("until", "stage"), [("2024-05-05", "wavering"), ("2024-05-06", "lost")])
def test_the_day_they_are_lost_is_the_day_of_the_label(until, stage):
    shop = stages_example(until)
    shop.build(history=False)
    assert shop.newest("stage")["bob"] == stage


def test_wavering_has_a_name_for_everybody_and_the_most_revenue_first():
    shop = stages_example()
    shop.order("fay", "2024-02-06", 900)
    shop.order("gus", "2024-02-06", 1)
    connection = shop.build(history=False)
    assert lifecycle.wavering(connection, SCOPE)["customer"].tolist() == ["fay", "Bob", "gus"]
    assert lifecycle.wavering(connection, SCOPE, 2)["customer"].tolist() == ["fay", "Bob"]


def test_first_days_agree_with_the_rule_for_many_gaps(example):
    settings = Settings()
    gaps = [k / 7 for k in range(7, 700, 3)]
    for line, limit, days in (("wavering", 1.5, settings.wavering_days), ("lost", 3.0, settings.lost_days)):
        sql = f"select {first_day(line, 'g.gap')} from (select unnest($gaps) as gap) as g cross join settings as s"
        found = [row[0] for row in example.execute(sql, {"gaps": gaps}).fetchall()]
        at_least = [next(n for n in range(days + 1, 10_000) if n / gap > limit) for gap in gaps]
        assert found == at_least


def test_rhythm_says_when_a_first_time_customer_wavers_and_is_lost(example):
    assert lifecycle.rhythm(example, AS_OF) == lifecycle.Rhythm(30.0, 46, 91)


def test_rhythm_without_any_repetition_is_ninety_days():
    shop = Shop()
    shop.order("ann", "2024-01-10", 1)
    assert lifecycle.rhythm(shop.build(history=False), date(2024, 1, 10)) == lifecycle.Rhythm(90.0, 136, 271)


def test_ladder_counts_everybody_once(example):
    frame = lifecycle.ladder(example, SCOPE)
    assert rows(frame, "step", "customers", "customer_share", "revenue") == [
        ("prospect", 1, 0.2, 0.0),
        ("first_time", 2, 0.4, 430.0),
        ("repeat", 1, 0.2, 50.0),
        ("long_term", 1, 0.2, 520.0),
    ]


def steps(connection):
    return dict(rows(lifecycle.ladder(connection, SCOPE), "step", "customers"))


@pytest.mark.parametrize(("score", "step"), [(9, "advocate"), (8, "long_term")])
def test_who_likes_us_very_much_is_an_advocate_once_long_term(score, step):
    shop = stages_example()
    shop.answer("ann", "2024-03-01", score)
    shop.answer("cy", "2024-03-01", 10)
    assert steps(shop.build(history=False)) == {"prospect": 1, "first_time": 2, "repeat": 1, step: 1}


def test_who_sends_us_a_customer_is_an_advocate_once_long_term():
    shop = stages_example()
    shop.customer("dee", referred_by="ann")
    shop.customer("eve", referred_by="cy", import_id=2)
    assert steps(shop.build(history=False))["advocate"] == 1


def same(shop, one, other):
    """Somebody says that these two are the same customer, before the next build."""
    shop.connection.execute(
        "insert into merge_decisions values ('customer_id', $one, 'customer_id', $other, true, 'name', '2024-05-01')",
        {"one": one, "other": other},
    )


def test_a_referral_by_a_merged_number_is_the_customers_own():
    shop = stages_example()
    shop.customer("ann2")
    shop.customer("dee", referred_by="ann2")
    assert "advocate" not in steps(shop.build(history=False))
    same(shop, "ann", "ann2")
    assert steps(shop.build(history=False))["advocate"] == 1


def test_who_was_sent_by_its_own_other_number_was_sent_by_nobody():
    shop = stages_example()
    shop.customer("ann2")
    shop.customer("ann", referred_by="ann2")
    same(shop, "ann", "ann2")
    assert "advocate" not in steps(shop.build(history=False))


@pytest.mark.parametrize("facts", [{"referred_by": "ann"}, {"referred_by": "nobody"}])
def test_who_names_itself_or_nobody_refers_nobody(facts):
    shop = stages_example()
    shop.customer("ann", **facts)
    assert "advocate" not in steps(shop.build(history=False))


def test_a_referral_counts_from_the_day_the_new_customer_is_seen():
    shop = stages_example("2024-05-31")
    shop.customer("fay", referred_by="ann", joined_on=AS_OF + timedelta(days=9))
    connection = shop.build(history=False)
    assert "advocate" not in steps(connection)
    assert "advocate" in set(lifecycle.ladder(connection, Scope(date(2024, 5, 31)))["step"])


def test_a_refund_without_a_purchase_has_its_own_step():
    shop = stages_example()
    shop.order("hal", "2024-03-25", -5)
    assert steps(shop.build(history=False))["refund_only"] == 1


def test_shares_add_up(example):
    frame = lifecycle.stages_now(example, SCOPE)
    assert math.isclose(frame["customer_share"].sum(), 1)
    assert math.isclose(frame["revenue_share"].sum(), 1)
