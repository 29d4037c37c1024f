"""Segments are kept under a name, come back as they were, and outlive what a version knows."""

import json
from datetime import date, datetime

import pytest

from crm_core import database, segments
from crm_core.errors import UserError
from crm_core.queries.customer_filters import Filters
from crm_core.queries.fact_ranges import Range
from crm_core.segments import Conditions

NOW = datetime(2024, 4, 9, 10, 30)
ALL = Conditions(
    Filters(
        words="lyon", tiers=("A", None), quadrants=("loyal",), stages=("wavering", "lost"), attitudes=(None,),
        sources=("a *fair*", None), known_by=("email",), paces=("falling",), diamonds=("loyalist", None),
        loyalty_types=("cognitive",),
        ranges=(Range("revenue", 100.5, 500), Range("first", None, date(2024, 1, 31)), Range("chance", 0.25)),
    ),
    regions=("North", None),
    kinds=("business",),
    owners=("Amy",),
)  # fmt: skip


@pytest.fixture
def connection():
    connection = database.open_database(":memory:")
    yield connection
    connection.close()


def save(connection, segment_id="a1", name="Good ones", conditions=ALL):
    segments.save(connection, segment_id, name, conditions, NOW, "amy@example.com")


def test_everything_that_can_be_chosen_comes_back(connection):
    save(connection)
    (found,) = segments.saved(connection)
    assert segments.written(found.conditions) == segments.written(ALL)
    assert set(found.conditions.filters.sources) == {"a *fair*", None}
    assert found.conditions.filters.ranges == ALL.filters.ranges
    assert (found.conditions.regions, found.conditions.kinds, found.conditions.owners) == (
        ("North", None), ("business",), ("Amy",),
    )  # fmt: skip
    assert (found.segment_id, found.name, found.created_at, found.created_by, found.passed_over) == (
        "a1", "Good ones", NOW, "amy@example.com", (),
    )  # fmt: skip


def test_no_field_of_filters_is_forgotten():
    kept = json.loads(segments.written(ALL))
    assert set(kept) == {*Filters.__dataclass_fields__, *segments.PARTS}
    assert segments.written(Conditions()) == "{}"


def test_the_same_conditions_are_the_same_text_in_any_order():
    one = Conditions(Filters(tiers=("A", None, "B"), ranges=(Range("orders", 1), Range("revenue", 2))))
    other = Conditions(Filters(tiers=(None, "B", "A"), ranges=(Range("revenue", 2), Range("orders", 1))))
    assert segments.written(one) == segments.written(other)


def test_they_are_listed_by_name(connection):
    for number, name in enumerate(("beta", "Alpha", "中文")):
        save(connection, str(number), name)
    assert [segment.name for segment in segments.saved(connection)] == ["Alpha", "beta", "中文"]


def test_another_name_and_none(connection):
    save(connection)
    save(connection, "b2", "Others")
    segments.rename(connection, "a1", "  Best \n ones ")
    assert [segment.name for segment in segments.saved(connection)] == ["Best ones", "Others"]
    segments.rename(connection, "a1", "best ONES")
    segments.delete(connection, "a1")
    assert [segment.name for segment in segments.saved(connection)] == ["Others"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "needs a name"), ("  \n", "needs a name"), ("x" * 101, "at most 100"), ("GOOD  ones", "called GOOD ones")],
)
def test_a_name_is_short_and_its_own(connection, name, said):
    save(connection)
    save(connection, "b2", "Others")
    with pytest.raises(UserError, match=said):
        save(connection, "c3", name)
    with pytest.raises(UserError, match=said):
        segments.rename(connection, "b2", name)
    assert [segment.name for segment in segments.saved(connection)] == ["Good ones", "Others"]


def test_a_hundred_characters_are_a_name(connection):
    save(connection, name="x" * 100)
    assert len(segments.saved(connection)[0].name) == 100


def test_what_a_newer_version_wrote_is_passed_over_and_said(connection):
    newer = {
        "tiers": ["A", "D"], "moods": ["good"], "stages": "lost", "words": 5, "regions": ["North", 7],
        "ranges": {"revenue": "100..", "height": "1..2", "orders": "many"},
    }  # fmt: skip
    conditions, passed_over = segments.read(json.dumps(newer))
    assert conditions == Conditions(Filters(tiers=("A",), ranges=(Range("revenue", 100),)), regions=("North",))
    assert passed_over == ("tiers: D", "moods", "stages", "words", "regions: 7", "height", "orders")


def test_segments_survive_another_build():
    from tests.shop import Shop

    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    save(shop.connection)
    shop.build(history=False)
    assert [segment.name for segment in segments.saved(shop.connection)] == ["Good ones"]
