"""Tickets for downloads: random, used once or again at once, old after ten minutes, never too many."""

from datetime import datetime, timedelta

import pytest

from hosting import tickets
from hosting.tickets import PATH, Tickets

NOON = datetime(2026, 11, 23, 12)
SECOND = timedelta(seconds=1)


def issue(store, text=b"x", at=NOON):
    return store.issue(lambda: iter([text]), "f.csv", "text/csv", at).removeprefix(PATH)


def test_a_ticket_leads_to_its_file():
    store = Tickets()
    first, second = issue(store, b"1"), issue(store, b"2")
    assert [b"".join(store.take(ticket, NOON).make()) for ticket in (second, first)] == [b"2", b"1"]


def test_a_ticket_cannot_be_guessed():
    found = {issue(Tickets()) for _ in range(50)}
    assert len(found) == 50
    assert {len(ticket) for ticket in found} == {32}  # 24 bytes, 192 bits
    assert Tickets().take("x" * 32, NOON) is None


@pytest.mark.parametrize(
    ("seconds", "good"),
    [((0,), True), ((599,), True), ((600,), False), ((0, 59), True), ((0, 60), False), ((0, 1, 2), False)],
)
def test_a_ticket_is_good_for_ten_minutes_and_twice_within_one(seconds, good):
    store = Tickets()
    ticket = issue(store)
    assert [store.take(ticket, NOON + s * SECOND) is not None for s in seconds[:-1]] == [True] * (len(seconds) - 1)
    assert (store.take(ticket, NOON + seconds[-1] * SECOND) is not None) is good


def test_a_ticket_that_is_used_up_stays_so():
    store = Tickets()
    ticket = issue(store)
    assert [store.take(ticket, NOON + s * SECOND) is None for s in (600, 0)] == [True, True]


def test_the_oldest_tickets_go_when_there_are_too_many():
    store = Tickets(at_most=2)
    all_three = [issue(store, at=NOON + s * SECOND) for s in range(3)]
    assert [store.take(ticket, NOON + 3 * SECOND) is not None for ticket in all_three] == [False, True, True]


def test_old_tickets_are_forgotten_when_a_new_one_is_issued():
    store = Tickets()
    issue(store)
    issue(store, at=NOON + 600 * SECOND)
    assert len(store._kept) == 1


def test_whether_the_route_is_there_is_said():
    assert not tickets.is_served()
    tickets.serve()
    try:
        assert tickets.is_served()
    finally:
        tickets.serve(False)
    assert not tickets.is_served()
