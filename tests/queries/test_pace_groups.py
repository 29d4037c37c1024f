"""Whether rising stars and falling customers differ from the others afterwards, on outcomes written by hand."""

from datetime import date

import pytest

from crm_core.queries import pace_groups
from crm_core.queries.pace_groups import Difference, Group
from crm_core.queries.scope import Scope
from tests.shop import Shop

OLD, AS_OF = date(2023, 6, 30), date(2023, 12, 31)


def judged(*groups: tuple[str, str | None, int, int], as_of: date = AS_OF, connection=None):
    """A database with these outcomes: pace class, tier, customers, how many of them grew."""
    if connection is None:
        shop = Shop()
        shop.order("ann", "2024-01-10", 100)
        connection = shop.build(history=False)
    for pace_class, tier, customers, grew in groups:
        connection.execute(
            "insert into outcome_rows by name select $as_of as as_of, cast($tier as tier) as tier, 'steady' as stage,"
            " cast($pace as pace_class) as pace_class, $n as customers, 0 as bought_again, $grew as grew, 0 as revenue,"
            " 0 as window_revenue",
            {"as_of": as_of, "tier": tier, "pace": pace_class, "n": customers, "grew": grew},
        )
    return connection


def test_nothing_is_known_before_the_first_outcome():
    found = pace_groups.differs(judged(), "rising")
    assert found == Difference("rising", "unknown")
    assert not found.is_hidden


def test_rising_is_compared_with_the_others_of_b_and_c_falling_with_those_of_a_and_b():
    groups = [("rising", "B", 40, 30), ("rising", "C", 10, 10), ("neither", "A", 100, 90), ("neither", "B", 60, 10),
              ("neither", "C", 40, 10), ("falling", "A", 50, 1), ("falling", None, 10, 0)]  # fmt: skip
    connection = judged(*groups)
    rising, falling = (pace_groups.differs(connection, which) for which in ("rising", "falling"))
    assert rising == Difference("rising", "differs", AS_OF, Group(50, 40), Group(100, 20))
    assert falling == Difference("falling", "differs", AS_OF, Group(60, 1), Group(160, 100))


@pytest.mark.parametrize(
    ("which", "grew", "others_grew", "verdict"),
    [
        # Wilson at n = 100: .50 is .404 to .596; .30 is .219 to .396; .31 is .228 to .406.
        ("rising", 50, 30, "differs"),
        ("rising", 50, 31, "same"),
        ("rising", 30, 50, "same"),
        ("falling", 30, 50, "differs"),
        ("falling", 31, 50, "same"),
        ("falling", 50, 30, "same"),
    ],
)
def test_intervals_must_lie_apart_and_the_right_way_round(which, grew, others_grew, verdict):
    found = pace_groups.differs(judged((which, "B", 100, grew), ("neither", "B", 100, others_grew)), which)
    assert found.verdict == verdict
    assert found.is_hidden == (verdict == "same")


@pytest.mark.parametrize(
    ("customers", "others", "verdict"), [(29, 30, "too_few"), (30, 29, "too_few"), (30, 30, "differs")]
)
def test_fewer_than_thirty_are_too_few(customers, others, verdict):
    found = pace_groups.differs(judged(("rising", "C", customers, customers), ("neither", "C", others, 0)), "rising")
    assert found.verdict == verdict
    assert not found.is_hidden


def test_only_the_newest_outcomes_count():
    connection = judged(("rising", "B", 500, 0), ("neither", "B", 500, 500), as_of=OLD)
    judged(("rising", "B", 50, 40), ("neither", "B", 100, 20), connection=connection)
    assert pace_groups.differs(connection, "rising").group == Group(50, 40)


@pytest.fixture
def paced():
    """Five customers of A, B, C with a pace written by hand; dee was A the month before and has no tier now."""
    shop = Shop()
    for name, amount in (("ann", 500), ("bob", 300), ("cy", 150), ("eve", 50)):
        shop.order(name, "2024-01-10", amount)
    shop.order("dee", "2023-01-05", 900)
    shop.customer("cy", region="North", owner="Amy")
    connection = shop.build()
    for name, pace in (("ann", 2.0), ("bob", 0.5), ("cy", 1.5), ("eve", 0.1), ("dee", 0.2)):
        connection.execute(
            "update snapshot_rows set pace = $pace where as_of = '2024-01-10' and customer_key ="
            " (select customer_key from customers where customer_id = $name)",
            {"name": name, "pace": pace},
        )
    return connection


def test_who_is_rising_and_who_falling(paced):
    """ann is A and cannot rise, eve is C and cannot fall; dee left the tiers in this month."""
    scope = Scope(date(2024, 1, 10))
    rising = pace_groups.customers(paced, scope, "rising")
    assert rising[["customer", "tier", "pace", "revenue", "owner", "found"]].values.tolist() == [
        ["cy", "B", 1.5, 150.0, "Amy", 1]
    ]
    falling = pace_groups.customers(paced, scope, "falling")
    assert falling["customer"].tolist() == ["bob", "dee"]
    assert falling["tier_before"].isna().tolist() == [True, False]
    assert falling["tier"].isna().tolist() == [False, True]


def test_filters_and_the_most_shown(paced):
    scope = Scope(date(2024, 1, 10), regions=("North",))
    assert pace_groups.customers(paced, scope, "rising")["customer"].tolist() == ["cy"]
    assert pace_groups.customers(paced, scope, "falling").empty
    few = pace_groups.customers(paced, Scope(date(2024, 1, 10)), "falling", at_most=1)
    assert few[["customer", "found"]].values.tolist() == [["bob", 2]]
    assert [len(frame) for frame in pace_groups.all_customers(paced, Scope(date(2024, 1, 10)), "falling")] == [2]
