"""What a reader can ask of the database: every table and view, on a shop in which every text is a secret."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from crm_core import links, narrowing
from crm_core.queries import customers
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.fact_ranges import Range
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions
from tests.secret_shop import LAST, NORTH, PARTS, SECRET, UNTIL, cells, keys, leaks, narrowed, secret_shop
from tests.shop import Shop


@pytest.fixture(scope="module")
def shop():
    return secret_shop()


# ---- names are hidden
def test_the_shop_is_full_of_secrets(shop):
    """Otherwise the tests below would find nothing either."""
    found = leaks(shop.cursor(), lambda value: SECRET in str(value))
    assert {name.split(".")[0] for name in found} >= {
        "calls", "customer_rows", "customers", "forgotten_identities", "identities", "imports", "merge_decisions",
        "rejects", "scopes", "segments", "setting_changes", "shared_values", "shares", "sign_ins", "snapshots",
        "survey_rows", "visits",
    }  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_with_names_hidden_no_table_and_no_view_holds_a_secret(shop, part):
    assert leaks(narrowed(shop, is_masked=True, **PARTS[part]), lambda value: SECRET in str(value)) == set()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("is_masked", [True, False])
def test_what_the_shop_keeps_about_its_people_is_there_for_no_reader(shop, part, is_masked):
    cursor = narrowed(shop, is_masked=is_masked, **PARTS[part])
    closed = ("shares", "sign_ins", "visits", "setting_changes", "rejects", "merge_decisions", "customer_rows",
              "shared_values", "forgotten_customers", "forgotten_identities")  # fmt: skip
    assert {table: cursor.execute(f"from {table}").fetchall() for table in closed} == {table: [] for table in closed}
    assert not leaks(cursor, lambda value: "secret of the links" in str(value))


def test_a_table_that_nobody_has_opened_is_closed(shop):
    shop.execute("create table phone_book as select 'zqx' as name")
    try:
        assert narrowed(shop, is_masked=False).execute("from phone_book").fetchall() == []
    finally:
        shop.execute("drop table phone_book")


class Overtaken:
    """A cursor of which somebody takes a table away while it is being narrowed: after the tables are listed."""

    def __init__(self, shop):
        self.cursor, self.shop = shop.cursor(), shop

    def execute(self, statement, *parameters):
        found = self.cursor.execute(statement, *parameters).fetchall()
        if statement == narrowing.THERE:
            self.shop.execute("drop table set_aside")
        return SimpleNamespace(fetchall=lambda: found, fetchone=lambda: found[0] if found else None)

    def __getattr__(self, name):
        return getattr(self.cursor, name)


def test_a_table_taken_away_in_between_is_no_error(shop):
    shop.execute("create table set_aside as select 'zqx' as name")
    cursor = Overtaken(shop)
    narrowing.narrow(cursor, narrowing.Narrowing("", is_masked=True))
    assert cursor.execute("select count(*) from customers").fetchone() == (len(keys(shop.cursor())),)


def test_names_that_are_shown_are_the_customers_own(shop):
    assert leaks(narrowed(shop), lambda value: SECRET in str(value)) == {
        "calls.done_by", "calls.note", "calls.value", "customers.customer_id", "customers.email", "customers.name",
        "customers.owner", "customers.phone", "customers.referred_by", "customers.tags", "identities.value",
        "scopes.owner", "segments.created_by", "segments.filters", "segments.name", "snapshot_groups.owner",
        "snapshots.customer_id", "survey_rows.comment",
    }  # fmt: skip


def test_a_pseudonym_is_the_beginning_of_the_address_that_opens_the_profile(shop):
    found = narrowed(shop, is_masked=True).execute("select customer_key, name, customer_id from customers").fetchall()
    assert len({name for _, name, _ in found}) == 3
    for key, name, customer_id in found:
        assert name == customer_id == "#" + links.link_of(key, "secret of the links")[:6]


@pytest.mark.parametrize("words", ["ann", SECRET, "x.org", f"{SECRET}ann@x.org"])
def test_searching_tells_nothing_of_hidden_names(shop, words):
    def found(cursor):
        args = (Scope(LAST), Filters(words=words), ("customer",), Order())
        return customers.page(cursor, *args).totals.customers

    assert found(shop.cursor()) > 0
    assert found(narrowed(shop, is_masked=True)) == 0


# ---- one segment
@pytest.mark.parametrize("until", [None, UNTIL])
@pytest.mark.parametrize("is_masked", [True, False])
def test_of_a_segment_nobody_else_is_in_any_table(shop, until, is_masked):
    cursor = narrowed(shop, is_masked=is_masked, only=NORTH, until=until)
    ann = keys(shop)["ann"]
    of_somebody = ("customer_key", "identity_key")
    found = {(table, value) for table, name, value in cells(cursor) if name in of_somebody}
    assert {value for _, value in found} - {ann, None} == set()  # a refund need not say whose it is
    assert {table for table, _ in found} >= {"customers", "snapshot_rows", "orders", "order_rows", "identities"}


@pytest.mark.parametrize("name", ["bob", "cyz"])
def test_of_a_segment_no_text_names_another(shop, name):
    cursor = narrowed(shop, only=NORTH)
    assert leaks(cursor, lambda value: f"{name} " in str(value) or f"{name}{SECRET}" in str(value)) == set()


def test_of_a_segment_no_number_is_what_others_brought(shop):
    """Neither another's order nor a sum with another in it, of a day, a month, a window or all time."""
    others = {Decimal("7919.13"), Decimal("104.71"), Decimal("31.07")}
    sums = "select sum(net_revenue) from orders where {}"
    for condition in ("true", "customer_key is distinct from $ann", "ordered_at > '2024-01-20'"):
        parameters = {"ann": keys(shop)["ann"]} if "$" in condition else {}
        others.add(shop.execute(sums.format(condition), parameters).fetchone()[0])
    for column in ("net_revenue", "unidentified_revenue"):
        others |= {value for (value,) in shop.execute(f"select {column} from window_totals").fetchall() if value}
    for table in ("snapshot_groups", "flow_rows"):
        column = "revenue" if table == "snapshot_groups" else "closing_revenue"
        others |= {value for (value,) in shop.execute(f"select sum({column}) from {table} group by as_of").fetchall()}
    others = {float(value) for value in others}
    found = leaks(
        narrowed(shop, only=NORTH),
        lambda value: isinstance(value, Decimal | float | int) and any(abs(float(value) - o) < 0.005 for o in others),
    )
    assert found == set()


def test_of_a_segment_sums_are_its_own(shop):
    cursor = narrowed(shop, only=NORTH)
    own = "select sum(revenue), count(*) from snapshot_rows where as_of = $as_of"
    told = "select sum(revenue), sum(customers) from snapshot_groups where as_of = $as_of"
    for as_of in (date(2023, 12, 31), LAST):
        expected = cursor.execute(own, {"as_of": as_of}).fetchone()
        assert cursor.execute(told, {"as_of": as_of}).fetchone() == expected
        assert expected[1] == 1
    assert cursor.execute("select sum(customers) from scopes").fetchone() == (1,)


def test_a_segment_keeps_the_refund_that_names_only_its_order(shop):
    cursor = narrowed(shop, only=NORTH)
    asked = "select sum(net_revenue) from orders where customer_key = $ann"
    ann = {"ann": keys(shop)["ann"]}
    assert cursor.execute(asked, ann).fetchone() == shop.execute(asked, ann).fetchone()


def test_a_segment_does_not_say_who_referred_its_customers(shop):
    asked = "select distinct referred_by from customers"
    assert narrowed(shop, only=NORTH).execute(asked).fetchall() == [(None,)]
    south = Conditions(regions=("South",))
    assert narrowed(shop, only=south).execute(asked).fetchall() == [(f"bob{SECRET}id",)]


def test_a_segment_says_who_of_it_referred_by_another_number():
    made = Shop()
    for name in ("ann", "bob", "bob2"):
        made.customer(name, region="South", referred_by="bob2" if name == "ann" else None)
        made.order(name, "2024-01-10", 10)
    made.connection.execute(
        "insert into merge_decisions values ('customer_id', 'bob', 'customer_id', 'bob2', true, 'name', '2024-05-01')"
    )
    made.build()
    asked = "select referred_by from customers where left(customer_id, 3) = 'ann'"
    assert narrowed(made.connection, only=Conditions(regions=("South",))).execute(asked).fetchall() == [("bob2",)]
    alone = Conditions(Filters(words="ann"))
    assert narrowed(made.connection, only=alone).execute(asked).fetchall() == [(None,)]


@pytest.mark.parametrize(
    ("only", "who"),
    [
        (Conditions(Filters(words=f"{SECRET}bob@x.org")), ["bob"]),
        (Conditions(owners=(f"{SECRET} owner cy",)), ["cy"]),
        (Conditions(Filters(ranges=(Range("revenue", 1000, None),))), ["bob"]),
        (Conditions(Filters(words="nobody")), []),
        (Conditions(), ["ann", "bob", "cy"]),
    ],
)
@pytest.mark.parametrize("is_masked", [True, False])
def test_a_segment_is_chosen_by_what_is_true_and_not_by_what_is_shown(shop, only, who, is_masked):
    found = narrowed(shop, is_masked=is_masked, only=only).execute("select customer_key from customers").fetchall()
    by_key = {key: name for name, key in keys(shop).items()}
    assert sorted(by_key[key].removesuffix("z") for (key,) in found) == who


def test_before_the_first_build_nothing_is_there(tmp_path):
    cursor = narrowed(Shop().connection, is_masked=True, only=NORTH, until=UNTIL)
    assert cursor.execute("from shares").fetchall() == []
