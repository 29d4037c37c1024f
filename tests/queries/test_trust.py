"""What the labels of the past did afterwards, and whether their order held: on numbers worked out by hand."""

from datetime import date

import pandas as pd
import pytest

from crm_core.queries import trust
from crm_core.queries.scope import NoData
from crm_core.queries.trust import PastDate, Reach
from crm_core.settings import Settings
from crm_core.statistics import wilson
from tests.shop import Shop

JANUARY, FEBRUARY, MARCH = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)


@pytest.fixture
def connection():
    """With outcomes of one month: ann (150 by then) bought again in February, bob (100) did not; cy came in March."""
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    shop.order("bob", "2024-01-12", 100)
    shop.order("ann", "2024-02-10", 60)
    shop.order("ann", "2024-02-20", -10)
    shop.order("cy", "2024-03-31", 5)
    return shop.build(Settings(warming_up_days=0, outcome_months=1))


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_dates_are_those_with_a_full_outcome_after_them(connection):
    assert trust.dates(connection) == [PastDate(FEBRUARY, MARCH), PastDate(JANUARY, FEBRUARY)]


def test_dates_that_are_warming_up_are_left_out():
    shop = Shop()
    shop.order("ann", "2024-01-01", 100)
    shop.order("ann", "2024-03-31", 100)
    connection = shop.build(Settings(warming_up_days=60, outcome_months=1))
    # 1 January to 29 February are 60 days, to 31 January only 31.
    assert trust.dates(connection) == [PastDate(FEBRUARY, MARCH)]


def test_outcomes_of_every_date(connection):
    found = trust.outcomes(connection, "tier")
    assert rows(found, "as_of", "label", "customers", "bought_again", "revenue_each", "share", "is_enough") == [
        (pd.Timestamp(JANUARY), "A", 2, 1, 25.0, 0.5, False),
        (pd.Timestamp(FEBRUARY), "A", 2, 0, 0.0, 0.0, False),
    ]
    assert rows(found, "low", "high") == [wilson(1, 2), wilson(0, 2)]


def test_outcomes_of_one_date_and_of_the_estimated_only(connection):
    # In February ann's second purchase shows that she keeps her rhythm; of bob nothing is known.
    assert rows(trust.outcomes(connection, "quadrant", FEBRUARY), "label") == [
        ("loyal",),
        ("unmeasured_occasional",),
    ]
    assert rows(trust.outcomes(connection, "quadrant", FEBRUARY, "estimated"), "label", "customers") == [("loyal", 1)]
    assert trust.outcomes(connection, "quadrant", FEBRUARY, "measured").empty


def test_who_has_no_tier_has_a_row_among_tiers_and_none_among_quadrants():
    shop = Shop()
    shop.order("old", "2022-01-10", 10)
    shop.order("ann", "2024-01-10", 10)
    shop.order("ann", "2024-02-29", 10)
    connection = shop.build(Settings(outcome_months=1))
    assert [None if pd.isna(x) else x for x in trust.outcomes(connection, "tier", JANUARY)["label"]] == ["A", None]
    assert trust.outcomes(connection, "quadrant", JANUARY)["customers"].sum() == 1
    assert trust.outcomes(connection, "stage", JANUARY)["customers"].sum() == 2


@pytest.mark.parametrize(
    ("last", "months_there", "is_enough"),
    [("2023-08-20", 7, False), ("2024-07-30", 18, False), ("2024-07-31", 18, True)],
)
def test_reach_says_how_many_months_it_takes(last, months_there, is_enough):
    shop = Shop()
    shop.order("ann", "2023-01-15", 10)
    shop.order("ann", last, 10)
    # 365 days end on 14 January 2024: the first labels are those of 31 January, the outcome is known 6 months later.
    found = trust.reach(shop.build(history=False))
    assert found == Reach(date(2023, 1, 15), date.fromisoformat(last), date(2024, 7, 31), 18, months_there)
    assert found.is_enough == is_enough


def test_the_last_day_of_the_first_year_may_be_the_end_of_a_month():
    shop = Shop()
    shop.order("ann", "2023-02-01", 10)
    shop.order("ann", "2023-03-01", 10)
    assert trust.reach(shop.build(history=False)).ready_on == date(2024, 7, 31)


def test_reach_of_a_shop_without_orders():
    with pytest.raises(NoData, match="nothing to show"):
        trust.reach(Shop().build())


def found(**labels: tuple[int, int]) -> pd.DataFrame:
    """label = (bought again, customers); "none" is no label."""
    frame = pd.DataFrame(
        [(None if label == "none" else label, *numbers) for label, numbers in labels.items()],
        columns=["label", "bought_again", "customers"],
    )
    return trust.with_intervals(frame, "bought_again")


@pytest.mark.parametrize(
    ("labels", "kind", "pairs"),
    [
        ({"A": (90, 100), "B": (50, 100), "C": (10, 100), "none": (0, 100)}, "holds", 3),
        ({"A": (90, 100), "B": (50, 100)}, "holds", 1),
        ({"A": (90, 100), "B": (50, 100), "C": (45, 100)}, "unclear", 2),
        ({"A": (50, 100), "B": (50, 100)}, "unclear", 1),
        ({"A": (40, 100), "B": (50, 100)}, "unclear", 1),
        ({"A": (90, 100), "B": (10, 100), "C": (50, 100)}, "fails", 2),
        ({"A": (90, 100), "B": (10, 29), "C": (50, 100)}, "holds", 1),
        ({"A": (30, 30), "B": (0, 30)}, "holds", 1),
        ({"A": (30, 30), "B": (0, 29)}, "unclear", 0),
        ({}, "unclear", 0),
    ],
)
def test_the_order_of_tiers(labels, kind, pairs):
    verdict = trust.order_holds(found(**labels), "tier")
    assert (verdict.kind, len(verdict.pairs)) == (kind, pairs)


def test_intervals_that_touch_are_not_apart():
    # 62 of 100 lies within .522 and .709, 43 of 100 within .337 and .528; 42 of 100 ends at .518.
    assert trust.order_holds(found(A=(62, 100), B=(43, 100)), "tier").kind == "unclear"
    assert trust.order_holds(found(A=(62, 100), B=(42, 100)), "tier").kind == "holds"


def test_a_pair_says_which_labels_and_shares():
    verdict = trust.order_holds(found(A=(10, 100), B=(90, 100)), "tier")
    assert verdict.of("reversed") == (trust.Pair("A", "B", 0.1, 0.9, "reversed"),)
    assert verdict.of("apart") == ()


def test_latent_and_spurious_are_not_compared():
    verdict = trust.order_holds(found(latent=(10, 100), spurious=(90, 100)), "quadrant")
    assert verdict == trust.Verdict("unclear", ())


def test_stages_are_compared_with_wavering_and_wavering_with_lost():
    shares = {"solid": (90, 100), "steady": (95, 100), "wavering": (50, 100), "lost": (10, 100), "won_back": (20, 29)}
    verdict = trust.order_holds(found(**shares), "stage")
    assert [(pair.better, pair.worse) for pair in verdict.pairs] == [
        ("solid", "wavering"), ("steady", "wavering"), ("wavering", "lost"),
    ]  # fmt: skip
    assert verdict.kind == "holds"


def test_where_too_few_are_wavering_the_others_are_compared_with_the_lost():
    verdict = trust.order_holds(found(solid=(90, 100), wavering=(10, 29), lost=(10, 100)), "stage")
    assert verdict == trust.Verdict("holds", (trust.Pair("solid", "lost", 0.9, 0.1, "apart"),))


def test_quadrants_are_compared_along_both_ways_down():
    verdict = trust.order_holds(
        found(loyal=(90, 100), latent=(50, 100), spurious=(60, 100), no_loyalty=(10, 100)), "quadrant"
    )
    assert [(pair.better, pair.worse) for pair in verdict.pairs] == [
        ("loyal", "spurious"), ("spurious", "no_loyalty"), ("loyal", "latent"), ("latent", "no_loyalty"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        ({"loyal": (57, 100), "spurious": (33, 100)}, "holds"),
        ({"loyal": (57, 100), "spurious": (50, 100)}, "fails"),
        ({"loyal": (33, 100), "spurious": (57, 100)}, "fails"),
        ({"loyal": (57, 100), "spurious": (33, 100), "latent": (20, 100), "no_loyalty": (25, 100)}, "holds"),
        ({"loyal": (57, 100), "spurious": (33, 100), "latent": (10, 100), "no_loyalty": (40, 100)}, "fails"),
        ({"loyal": (57, 100), "no_loyalty": (10, 100)}, "unclear"),
        ({"loyal": (20, 29), "spurious": (1, 100)}, "unclear"),
    ],
)
def test_the_estimate_is_tested_at_equal_repeat(labels, kind):
    assert trust.estimate_holds(found(**labels)).kind == kind
