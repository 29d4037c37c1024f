"""Random keys of customers in addresses: the same in every build, and telling nothing."""

from crm_core import links
from tests.shop import Shop


def test_a_key_leads_to_its_customer_and_to_nobody_else():
    shop = Shop()
    keys = {name: shop.identity(name) for name in ("ann", "bob")}
    found = {name: links.link_of(key, "secret") for name, key in keys.items()}
    assert len(set(found.values())) == 2
    assert {name: links.key_of(shop.connection, link, "secret") for name, link in found.items()} == keys


def test_what_is_no_key_leads_nowhere():
    shop = Shop()
    ann = shop.identity("ann@x.org", "email")
    link = links.link_of(ann, "secret")
    for wrong in ("", "1", str(ann), "ann@x.org", link[:-1], link + "0", link.upper(), "%", "' or 1=1 --"):
        assert links.key_of(shop.connection, wrong, "secret") is None
    assert links.key_of(shop.connection, link, "another") is None


def test_a_key_says_nothing_of_whom_it_stands_for():
    link = links.link_of(7, "secret")
    assert len(link) == 16
    assert set(link) <= set("0123456789abcdef")
    assert link != links.link_of(7, "another secret")


def test_a_database_keeps_its_first_secret_also_through_builds():
    shop = Shop()
    assert links.secret(shop.connection) == ""
    links.prepare(shop.connection, "first")
    links.prepare(shop.connection, "second")
    shop.order("ann", "2024-01-01", 10)
    shop.build(history=False)
    assert links.secret(shop.connection) == "first"


def test_an_old_key_leads_to_who_the_customer_is_by_now():
    shop = Shop()
    shop.customer("ann", email="ann@x.org")
    shop.order("ann", "2024-01-01", 10)
    before = shop.identity("ann@x.org", "email")
    shop.order(None, "2024-02-01", 10, email="ann@x.org")
    shop.build(history=False)
    assert links.key_of(shop.connection, links.link_of(before, "s"), "s") == before
    owner = "select customer_key from identity_owners where identity_key = $key"
    assert shop.connection.execute(owner, {"key": before}).fetchone() == (shop.identity("ann"),)
