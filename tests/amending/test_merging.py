"""Who is who: what is merged by rule, what is only proposed, what somebody decided, and that it can be taken back."""

from datetime import datetime

import pytest

from crm_core import amending, building
from crm_core.amending import Pair
from crm_core.database import transaction
from crm_core.errors import UserError
from crm_core.queries import identities
from crm_core.settings import Settings
from tests.shop import Shop

AT = datetime(2026, 1, 1)


@pytest.fixture
def shop():
    return Shop()


def pair(one, other, kind_one="customer_id", kind_other="customer_id"):
    return Pair(kind_one, one, kind_other, other, "email")


def decide(shop, *pairs, is_same=True):
    with transaction(shop.connection):
        amending.decide(shop.connection, pairs, is_same, AT)
    shop.build(history=False)


def take_back(shop, *pairs):
    with transaction(shop.connection):
        amending.take_back(shop.connection, pairs)
    shop.build(history=False)


def proposed(shop):
    """The pairs proposed, with what speaks for them."""
    frame = identities.proposals(shop.connection)
    return [(row.value_a, row.value_b, row.evidence) for row in frame.itertuples()]


def revenues(shop):
    return shop.newest("revenue")


def two_with_one_email(shop):
    shop.customer("ann", name="Ann Lee", email="ann@x.org")
    shop.customer("ann2", name="A. Lee", email="ann@x.org")
    shop.order("ann", "2024-01-10", 100)
    shop.order("ann2", "2024-02-10", 50)
    shop.build(history=False)


def test_a_shared_email_is_proposed_and_not_merged(shop):
    two_with_one_email(shop)
    assert revenues(shop) == {"ann": 100, "ann2": 50}
    assert proposed(shop) == [("ann", "ann2", "email")]
    row = identities.proposals(shop.connection).iloc[0]
    assert (row.shared_values, row.orders_a, row.revenue_a, row.revenue_b) == ("ann@x.org", 1, 100, 50)
    assert (row.pairs, row.revenue_of_all) == (1, 150)
    assert str(row.first_b)[:10] == "2024-02-10"


def test_the_same_phone_in_other_writing_is_proposed(shop):
    shop.customer("a", phone="+49 (151) 98-76")
    shop.customer("b", phone="491519876")
    shop.customer("c", phone="12345")
    shop.customer("d", phone="12345")
    shop.order("a", "2024-01-10", 1)
    shop.build(history=False)
    assert proposed(shop) == [("a", "b", "phone")]


def test_the_same_name_and_postcode_are_proposed_and_a_name_alone_is_not(shop):
    shop.customer("a", name="Ann Lee", postcode="SW1A 1AA")
    shop.customer("b", name="ann lee ", postcode="sw1a1aa")
    shop.customer("c", name="Ann Lee", postcode="10115")
    shop.customer("d", name="Ann Lee")
    shop.order("a", "2024-01-10", 1)
    shop.build(history=False)
    assert proposed(shop) == [("a", "b", "name_and_postcode")]


def test_several_reasons_make_one_pair(shop):
    shop.customer("a", name="Ann", email="x@x.org", phone="555123", postcode="1")
    shop.customer("b", name="Ann", email="x@x.org", phone="555123", postcode="1")
    shop.order("a", "2024-01-10", 1)
    shop.build(history=False)
    assert proposed(shop) == [("a", "b", "email,name_and_postcode,phone")]


@pytest.mark.parametrize(("names", "pairs"), [(20, 19), (21, 0)])
def test_an_address_of_more_than_twenty_names_proposes_nothing(shop, names, pairs):
    for number in range(names):
        shop.customer(f"c{number}", name=f"Name {number}", email="shop@x.org")
    shop.order("c0", "2024-01-10", 1)
    shop.build(history=False)
    assert len(proposed(shop)) == pairs


@pytest.mark.parametrize("facts", [{"email": "noemail@example.com"}, {"phone": "1234567"}, {"email": "a*b@x.org"},
                                   {"name": "Walk-in", "postcode": "1"}])  # fmt: skip
def test_placeholders_and_masked_values_propose_nothing(shop, facts):
    shop.customer("a", **facts)
    shop.customer("b", **facts)
    shop.order("a", "2024-01-10", 1)
    shop.build(history=False)
    assert proposed(shop) == []


def test_a_database_built_by_an_earlier_version_is_looked_through_on_the_spot(shop):
    two_with_one_email(shop)
    shop.connection.execute("drop table shared_values")
    assert proposed(shop) == [("ann", "ann2", "email")]


def test_an_email_of_two_customers_is_proposed_to_the_one_that_brought_most(shop):
    two_with_one_email(shop)
    shop.order(None, "2024-03-10", 7, email="ann@x.org")
    shop.build(history=False)
    assert proposed(shop) == [("ann", "ann2", "email"), ("ann", "ann@x.org", "email")]
    decide(shop, pair("ann", "ann@x.org", kind_other="email"), is_same=False)
    assert proposed(shop) == [("ann", "ann2", "email"), ("ann2", "ann@x.org", "email")]


def test_accepted_customers_are_one_from_then_on(shop):
    two_with_one_email(shop)
    decide(shop, pair("ann2", "ann"))
    assert revenues(shop) == {"ann": 150}
    assert proposed(shop) == []
    assert identities.other_identities(shop.connection, 1) == [("customer_id", "ann2")]
    assert identities.owner_of(shop.connection, 2) == 1
    assert identities.owner_of(shop.connection, 1) == 1
    found = identities.decisions(shop.connection).iloc[0]
    assert (found.value_a, found.value_b, found.is_same, found.name_a) == ("ann", "ann2", True, "Ann Lee")


def test_a_refused_pair_is_not_proposed_again_until_that_is_taken_back(shop):
    two_with_one_email(shop)
    decide(shop, pair("ann", "ann2"), is_same=False)
    assert (proposed(shop), revenues(shop)) == ([], {"ann": 100, "ann2": 50})
    take_back(shop, pair("ann2", "ann"))
    assert proposed(shop) == [("ann", "ann2", "email")]
    assert identities.decisions(shop.connection).empty


def test_an_accepted_pair_can_be_taken_back(shop):
    two_with_one_email(shop)
    before = shop.connection.execute("select version from data_version").fetchone()
    decide(shop, pair("ann", "ann2"))
    assert shop.connection.execute("select version from data_version").fetchone() != before
    take_back(shop, pair("ann", "ann2"))
    assert revenues(shop) == {"ann": 100, "ann2": 50}
    assert shop.connection.execute("select version from data_version").fetchone() == before


def test_the_last_word_on_a_pair_counts(shop):
    two_with_one_email(shop)
    decide(shop, pair("ann", "ann2"), is_same=False)
    decide(shop, pair("ann2", "ann"))
    assert revenues(shop) == {"ann": 150}


def test_decisions_chain_and_the_customer_is_known_by_its_best_identity(shop):
    shop.identity("acc", "account")
    shop.identity("555123", "phone")
    shop.order(None, "2024-01-10", 1, email="e@x.org")
    shop.order("late", "2024-01-11", 2)
    shop.order("later", "2024-01-12", 4)
    for kind, value, amount in (("account", "acc", 8), ("phone", "555123", 16)):
        shop.order(None, "2024-01-13", amount, identity_key=shop.identity(value, kind))
    shop.build(history=False)
    chain = [
        Pair("account", "acc", "phone", "555123"),
        Pair("phone", "555123", "email", "e@x.org"),
        Pair("email", "e@x.org", "customer_id", "later"),
    ]
    decide(shop, *chain[:2])
    assert revenues(shop) == {"e@x.org": 25, "late": 2, "later": 4}
    decide(shop, chain[2])
    assert revenues(shop) == {"late": 2, "later": 29}
    decide(shop, pair("later", "late"))
    assert revenues(shop) == {"late": 31}
    take_back(shop, chain[1])
    assert revenues(shop) == {"late": 7, "555123": 24}


def test_a_decision_about_an_email_that_belongs_by_rule_reaches_its_customer(shop):
    shop.customer("ann", email="ann@x.org")
    shop.order(None, "2024-01-10", 1, email="ann@x.org")
    shop.order("bob", "2024-01-11", 2)
    shop.build(history=False)
    decide(shop, pair("bob", "ann@x.org", kind_other="email"))
    assert revenues(shop) == {"ann": 3}


def test_what_would_join_two_that_were_told_apart_is_refused(shop):
    for name in ("a", "b", "c"):
        shop.order(name, "2024-01-10", 1)
    shop.build(history=False)
    decide(shop, pair("a", "b"), is_same=False)
    decide(shop, pair("a", "c"))
    with pytest.raises(UserError, match="a and b were called two customers"):
        decide(shop, pair("b", "c"))
    shop.build(history=False)
    assert revenues(shop) == {"a": 2, "b": 1}


def test_told_apart_holds_for_all_that_a_customer_was_merged_with(shop):
    two_with_one_email(shop)
    shop.customer("ann3", phone="555123")
    shop.customer("ann2", email="ann@x.org", phone="555123", import_id=2)
    shop.order("ann3", "2024-02-10", 500)
    shop.build(history=False)
    decide(shop, pair("ann", "ann3"), is_same=False)
    decide(shop, pair("ann", "ann2"))
    assert proposed(shop) == []


def test_decisions_about_unknown_identities_wait(shop):
    two_with_one_email(shop)
    decide(shop, pair("ann", "gone"))
    assert revenues(shop) == {"ann": 100, "ann2": 50}
    assert identities.decisions(shop.connection)["name_b"].isna().all()


def test_an_account_belongs_to_the_one_customer_with_it(shop):
    shop.customer("c", account="one")
    shop.customer("d", account="two")
    shop.customer("e", account="two")
    key = shop.identity("f@x.org", "email")
    shop._insert("customer_rows", {"identity_key": key, "account": "three", "from_orders": False, "import_id": 1})
    for number, account in enumerate(("one", "two", "three", "four")):
        shop.order(None, "2024-01-10", 10**number, identity_key=shop.identity(account, "account"))
    own = {"identity_key": shop.identity("four", "account"), "account": "four", "from_orders": True, "import_id": 1}
    shop._insert("customer_rows", own)
    shop.build(history=False)
    assert revenues(shop) == {"c": 1, "d": 0, "e": 0, "two": 10, "f@x.org": 100, "four": 1000}


def test_an_account_of_an_email_that_belongs_to_a_customer_is_that_customers(shop):
    shop.customer("c", email="c@x.org", account="one")
    key = shop.identity("c@x.org", "email")
    shop._insert("customer_rows", {"identity_key": key, "account": "one", "from_orders": True, "import_id": 1})
    shop.order(None, "2024-01-10", 5, identity_key=shop.identity("one", "account"))
    shop.build(history=False)
    assert revenues(shop) == {"c": 5}


def test_decisions_survive_an_undo_and_hold_again_when_the_file_comes_back(books):
    orders = "order_id,customer_id,ordered_at,amount\n"
    books.load(orders + "1,ann,2024-01-10,100\n")
    (second,) = books.load(orders + "2,ann2,2024-01-11,50\n")
    with transaction(books.connection):
        amending.decide(books.connection, [pair("ann", "ann2")], True, AT)
        building.build_newest(books.connection, Settings())
    query = "select customer_id, revenue from snapshots order by customer_id"
    assert books.rows(query) == [("ann", 150)]
    books.undo(second)
    assert books.rows(query) == [("ann", 100)]
    books.load(orders + "2,ann2,2024-01-11,50\n")
    assert books.rows(query) == [("ann", 150)]
