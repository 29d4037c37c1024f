"""Visits: six hours make a new one, and only what was seen at the one before is compared with."""

from datetime import date, datetime

import pytest

from crm_core import database, visits
from crm_core.visits import Visit

MORNING = datetime(2024, 5, 6, 9, 0)
MAY, JUNE = date(2024, 5, 5), date(2024, 6, 5)


@pytest.fixture
def connection():
    return database.open_database(":memory:")


def test_the_first_visit_has_none_before(connection):
    assert visits.before(connection, "amy@shop.test") is None
    visits.seen(connection, "amy@shop.test", MORNING, 1, MAY)
    assert visits.before(connection, "amy@shop.test") is None


@pytest.mark.parametrize(
    ("later", "before"),
    [
        (datetime(2024, 5, 6, 15, 0), None),
        (datetime(2024, 5, 6, 15, 0, 1), Visit(MORNING, 1, MAY)),
        (datetime(2024, 6, 6, 9, 0), Visit(MORNING, 1, MAY)),
    ],
)
def test_within_six_hours_it_is_the_same_visit(connection, later, before):
    visits.seen(connection, "", MORNING, 1, MAY)
    visits.seen(connection, "", later, 2, JUNE)
    assert visits.before(connection, "") == before


def test_what_was_seen_last_at_a_visit_counts(connection):
    visits.seen(connection, "", MORNING, 1, MAY)
    visits.seen(connection, "", datetime(2024, 5, 6, 10, 0), 2, JUNE)
    visits.seen(connection, "", datetime(2024, 5, 7, 9, 0), 3, JUNE)
    visits.seen(connection, "", datetime(2024, 5, 7, 9, 30), 3, JUNE)
    assert visits.before(connection, "") == Visit(datetime(2024, 5, 6, 10, 0), 2, JUNE)


def test_each_visitor_has_own_visits(connection):
    visits.seen(connection, "amy@shop.test", MORNING, 1, MAY)
    visits.seen(connection, "bob@shop.test", datetime(2024, 5, 8, 9, 0), 2, JUNE)
    assert visits.before(connection, "bob@shop.test") is None
