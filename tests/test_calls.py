"""Ticking a call as done, and taking it back; what is kept survives builds and merges."""

from datetime import date, datetime

import pytest

from crm_core import calls
from crm_core.errors import UserError
from crm_core.queries.scope import Scope
from tests.shop import Shop

SCOPE = Scope(date(2024, 1, 31))
LATER, NOW, BEFORE = datetime(2024, 2, 3), datetime(2024, 2, 2, 10, 30), datetime(2024, 2, 1)


@pytest.fixture
def shop():
    shop = Shop()
    shop.customer("ann", name="Ann", owner="Amy")
    shop.order("ann", "2024-01-31", 10)
    shop.order(None, "2024-01-31", 10, email="ann@x.org")
    shop.build(history=False)
    return shop


def key_of(shop, customer_id):
    query = "select customer_key from customers where customer_id = $1"
    return shop.connection.execute(query, [customer_id]).fetchone()[0]


def rows(shop, scope=SCOPE, since=BEFORE):
    found = calls.done(shop.connection, scope, since)
    return found[["customer", "reason", "done_at", "done_by", "note", "is_kept"]].values.tolist()


def test_a_call_is_kept_with_its_note(shop):
    assert rows(shop) == []
    calls.mark_done(shop.connection, key_of(shop, "ann"), "wavering", NOW, "amy@shop.org", "calls back")
    assert rows(shop) == [["Ann", "wavering", NOW, "amy@shop.org", "calls back", True]]
    assert shop.connection.execute("select kind, value from calls").fetchall() == [("customer_id", "ann")]


def test_old_calls_are_forgotten_and_other_selections_know_of_them(shop):
    calls.mark_done(shop.connection, key_of(shop, "ann"), "wavering", NOW)
    assert rows(shop, since=NOW) != []
    assert rows(shop, since=LATER) == []
    assert rows(shop, Scope(SCOPE.as_of, owners=("Bob",)))[0][-1] is False


def test_a_call_can_be_taken_back(shop):
    key = key_of(shop, "ann")
    calls.mark_done(shop.connection, key, "wavering", NOW)
    calls.mark_done(shop.connection, key, "lost", LATER)
    calls.take_back(shop.connection, key, NOW)
    assert [row[1] for row in rows(shop)] == ["lost"]
    calls.take_back(shop.connection, key, NOW)


def test_a_call_survives_a_build_and_a_merge(shop):
    calls.mark_done(shop.connection, key_of(shop, "ann@x.org"), "first_time", NOW)
    shop.customer("ann", name="Ann", email="ann@x.org", owner="Amy", import_id=2)
    shop.build(history=False)
    assert [row[:2] for row in rows(shop)] == [["Ann", "first_time"]]
    calls.take_back(shop.connection, key_of(shop, "ann"), NOW)
    assert rows(shop) == []


def test_a_customer_who_is_gone_cannot_be_called(shop):
    with pytest.raises(UserError, match="There is no such customer"):
        calls.mark_done(shop.connection, 99, "wavering", NOW)
