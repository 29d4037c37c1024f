"""Forgetting a customer forgets the calls that went to it, by whatever identity they were kept."""

from datetime import datetime

from crm_core import amending, building, calls, segments
from crm_core.database import transaction
from crm_core.queries.customer_filters import Filters
from crm_core.settings import Settings

AT = datetime(2026, 1, 1)
ORDERS = "order_id,customer_id,email,name,ordered_at,amount\n"


def test_calls_and_their_notes_go_with_the_customer(books):
    books.load(ORDERS + "1,zoe,zoe@x.org,Zoe,2024-01-10,100\n2,,zoe@x.org,Zoe,2024-01-11,5\n3,bob,,Bob,2024-01-12,7\n")
    keys = dict(books.rows("select value, identity_key from identities"))
    for value, note in (("zoe", "she has moved"), ("zoe@x.org", "no answer"), ("bob", "happy")):
        calls.mark_done(books.connection, keys[value], "wavering", AT, "amy", note)
    with transaction(books.connection):
        amending.forget(books.connection, amending.customer_called(books.connection, "zoe"), AT, "salt")
        building.build_newest(books.connection, Settings())
    assert books.rows("select value, note from calls") == [("bob", "happy")]


def test_a_saved_segment_loses_the_search_for_the_customer_and_keeps_the_rest(books):
    books.load(ORDERS + "1,zoe,zoe@x.org,Zoe Lee,2024-01-10,100\n2,bob,,Bob,2024-01-12,7\n")
    for number, words in enumerate(("lee", "ZOE@X.org", "bob", "")):
        wanted = segments.Conditions(Filters(words=words, tiers=("A",)))
        segments.save(books.connection, f"s{number}", f"Segment {number}", wanted, AT, "")
    with transaction(books.connection):
        amending.forget(books.connection, amending.customer_called(books.connection, "zoe"), AT, "salt")
        building.build_newest(books.connection, Settings())
    kept = [segment.conditions.filters for segment in segments.saved(books.connection)]
    assert [filters.words for filters in kept] == ["", "", "bob", ""]
    assert {filters.tiers for filters in kept} == {("A",)}
