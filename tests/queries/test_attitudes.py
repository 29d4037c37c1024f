"""Where an attitude comes from, and whether the estimate says what the answers say."""

from datetime import date

import pytest

from crm_core.queries import attitudes
from crm_core.queries.scope import Scope
from tests.queries.test_loyalty import AS_OF, ONLY_SURVEYS, SCOPE, rows, six_fields
from tests.shop import Shop


@pytest.fixture
def shop():
    return six_fields()


def test_coverage_counts_measured_estimated_and_unknown(shop):
    frame = attitudes.coverage(shop.build(history=False), SCOPE)
    assert rows(frame, "source", "customers", "revenue") == [
        ("measured", 4, 1000.0),
        ("estimated", 1, 400.0),
        ("unknown", 1, 100.0),
    ]
    assert frame["customer_share"].sum() == pytest.approx(1)


def test_coverage_keeps_a_source_that_nobody_has(shop):
    frame = attitudes.coverage(shop.build(history=False), Scope(AS_OF, regions=("North",)))
    assert rows(frame, "source", "customers") == [("measured", 1), ("estimated", 0), ("unknown", 0)]


def both(scores_and_rhythms):
    """A shop whose customers have a score, or None for no answer, and keep their rhythm or do not."""
    shop = Shop()
    for number, (score, keeps_rhythm) in enumerate(scores_and_rhythms):
        shop.order(f"c{number}", "2024-04-10" if keeps_rhythm else "2024-01-01", 100)
        shop.order(f"c{number}", "2024-04-20" if keeps_rhythm else "2024-01-11", 100)
        if score is not None:
            shop.answer(f"c{number}", "2024-04-01", score)
    return shop.build(history=False)


def test_agreement_of_estimate_and_measurement():
    connection = both([(10, True), (10, True), (0, False), (10, False), (0, True), (None, True), (None, False)])
    found = attitudes.agreement(connection, Scope(date(2024, 4, 20)))
    assert found.customers == 5
    # 2 × 2 table: 2 and 1 on the diagonal, 1 and 1 beside it
    assert found.correlation == pytest.approx((2 * 1 - 1 * 1) / (3 * 2))
    assert found.lowest_correlation < 0
    assert found.same_verdict == pytest.approx(0.6)
    assert found.same_by_chance == pytest.approx(0.6 * 0.6 + 0.4 * 0.4)


def test_agreement_that_is_complete_or_the_wrong_way_round():
    scope = Scope(date(2024, 4, 20))
    complete = attitudes.agreement(both([(10, True), (0, False)] * 3), scope)
    assert complete.correlation == pytest.approx(1, abs=1e-5)
    assert complete.lowest_correlation > 0.99
    assert attitudes.agreement(both([(0, True), (10, False)] * 3), scope).correlation == pytest.approx(-1, abs=1e-5)


def test_agreement_says_nothing_where_all_are_equal_or_nobody_is_there():
    scope = Scope(date(2024, 4, 20))
    equal = attitudes.agreement(both([(10, True), (10, True)]), scope)
    assert (equal.customers, equal.correlation, equal.lowest_correlation) == (2, None, None)
    shop = Shop()
    shop.order("ann", "2024-04-20", 100)
    assert attitudes.agreement(shop.build(history=False), scope) == attitudes.Agreement(0, None, None, None, None)


@pytest.mark.parametrize(
    ("customers", "lowest", "is_enough", "can_be_judged", "is_beyond_chance"),
    [
        (30, 0.1, True, True, True),
        (30, 0.0, True, True, False),
        (30, -0.1, True, True, False),
        (29, 0.1, False, False, True),
        (30, None, True, False, False),  # all answers, or all estimates, are equal
        (0, None, False, False, False),
    ],
)
def test_agreement_is_judged_by_enough_customers_who_differ(
    customers, lowest, is_enough, can_be_judged, is_beyond_chance
):
    found = attitudes.Agreement(customers, lowest, lowest, 0.5, 0.5)
    assert (found.is_enough, found.can_be_judged) == (is_enough, can_be_judged)
    assert found.is_beyond_chance is is_beyond_chance


def test_points_leave_out_the_unknown_and_stay_on_their_side(shop):
    frame = attitudes.points(shop.build(ONLY_SURVEYS, history=False), SCOPE)
    assert rows(frame, "name", "quadrant", "source", "attitude", "purchase_days", "revenue") == [
        ("Ann Example", "loyal", "measured", 90.0, 2, 400.0),
        ("cy", "spurious", "measured", 69.0, 2, 400.0),
        ("bob", "latent", "measured", 70.0, 1, 100.0),
        ("dee", "no_loyalty", "measured", 0.0, 1, 100.0),
    ]
    assert ((frame["shown_purchase_days"] - frame["purchase_days"]).abs() <= 0.3).all()
    assert ((frame["shown_attitude"] - frame["attitude"]).abs() <= 3).all()
    assert ((frame["shown_attitude"] >= 70) == (frame["attitude"] >= 70)).all()
    assert frame["size"].tolist() == pytest.approx([22, 22, 13.5, 13.5])


def test_points_are_the_largest_and_then_the_same_few_others(shop):
    connection = shop.build(ONLY_SURVEYS, history=False)
    first = attitudes.points(connection, SCOPE, large=1, sample=2)
    assert first["name"].iloc[0] == "Ann Example"
    assert len(first) == 3
    assert first.equals(attitudes.points(connection, SCOPE, large=1, sample=2))
