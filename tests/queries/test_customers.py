"""Who is found by which words and labels, in which order."""

import json
from datetime import date

import pytest

from crm_core.queries import customers
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Everyone, Order, Totals
from crm_core.queries.nameless import Nameless, nameless
from crm_core.queries.scope import Scope
from tests.shop import Shop, worked_example

AS_OF = date(2024, 4, 30)
SCOPE = Scope(AS_OF)
NAMES = ("customer", "revenue")


@pytest.fixture(scope="module")
def shop():
    """ann 520 A, bob 400 A and wavering, cy 50 B, dee 30 C, eve a prospect, and zoe known by e-mail only."""
    shop = worked_example()
    shop.order(None, "2024-04-30", 5, email="zoe@example.org")
    shop.customer(
        "ann", name="Ann KELLER", email="ann@example.com", phone="+49 (30) 123-4567", region="North", source="online"
    )
    shop.customer("bob", name="陈可欣", region="South", kind="business", owner="Amy", tags=json.dumps({"city": "Lyon"}))
    tags = {"note": "call city hall", "a.b": 'say"hi"', 'the "best" ones\\': "yes", "empty": None}
    shop.customer("cy", name="100% _Deal_", source="referral", tags=json.dumps(tags))
    shop.customer("dee", name="**b** <i>x</i>", credit_limit=250)
    shop.customer("eve", name="Éve Keller")
    shop.build(history=False)
    return shop


def found(shop, filters=None, order=None, columns=NAMES, scope=SCOPE, number=1):
    return customers.page(shop.connection, scope, filters or Filters(), columns, order or Order(), number)


def who(shop, *args, **kwargs):
    return found(shop, *args, columns=("customer_id",), **kwargs).rows["customer_id"].tolist()


def test_all_customers_with_the_most_revenue_first(shop):
    page = found(shop)
    assert page.totals == Totals(6, 1005.0, 9)
    assert page.rows["customer"].tolist() == [
        "Ann KELLER",
        "陈可欣",
        "100% _Deal_",
        "**b** <i>x</i>",
        "zoe@example.org",
        "Éve Keller",
    ]
    assert page.rows["revenue"].tolist() == [520, 400, 50, 30, 5, 0]
    assert (page.first, page.last, page.pages) == (1, 6, 1)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("keller", ["ann", "eve"]),
        ("KELLER ann", ["ann"]),
        ("ann bob", []),
        ("éve", ["eve"]),
        ("可欣", ["bob"]),
        ("example", ["ann", "zoe@example.org"]),
        ("dee", ["dee"]),
        ("lyon", ["bob"]),
        ("city", ["cy"]),
        ('y"hi', ["cy"]),
        ("a.b", []),
        ("%", ["cy"]),
        ("0%", ["cy"]),
        ("_", ["cy"]),
        ("**b**", ["dee"]),
        ("'", []),
        ("\\", []),
        ("; drop table customers", []),
        ("301234567", ["ann"]),
        ("30 123-4567", ["ann"]),
        ("(30)", []),
        ("   ", ["ann", "bob", "cy", "dee", "zoe@example.org", "eve"]),
    ],
)
def test_words_are_found_in_any_text_and_no_character_is_special(shop, words, ids):
    assert who(shop, Filters(words=words)) == ids


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(tiers=("A",)), ["ann", "bob"]),
        (Filters(tiers=(None,)), ["eve"]),
        (Filters(tiers=("B", None)), ["cy", "eve"]),
        (Filters(stages=("wavering", "prospect")), ["bob", "eve"]),
        (Filters(quadrants=("loyal",)), ["ann"]),
        (Filters(quadrants=(None,)), ["eve"]),
        (Filters(attitudes=("estimated",)), ["ann", "cy"]),
        (Filters(attitudes=("measured",)), []),
        (Filters(sources=("online",)), ["ann"]),
        (Filters(sources=("referral", None)), ["bob", "cy", "dee", "zoe@example.org", "eve"]),
        (Filters(known_by=("email",)), ["zoe@example.org"]),
        (Filters(known_by=("customer_id",), sources=("online",)), ["ann"]),
        (Filters(words="keller", tiers=("A",), stages=("steady",)), ["ann"]),
    ],
)
def test_labels_and_facts(shop, filters, ids):
    assert who(shop, filters) == ids


def test_the_frame_s_filters_come_on_top(shop):
    assert who(shop, scope=Scope(AS_OF, regions=("North", "South"))) == ["ann", "bob"]
    assert who(shop, Filters(stages=("wavering",)), scope=Scope(AS_OF, owners=("Amy",))) == ["bob"]


@pytest.mark.parametrize("column", list(customers.COLUMNS))
def test_every_column_sorts_both_ways_with_nothing_last(shop, column):
    up = found(shop, order=Order(column, False), columns=(column,)).rows[column]
    down = found(shop, order=Order(column, True), columns=(column,)).rows[column]
    assert len(up) == len(down) == 6
    for values in (up, down):
        missing = values.isna().tolist()
        assert missing == sorted(missing)


def test_names_sort_without_regard_to_case(shop):
    shown = found(shop, order=Order("customer", False)).rows["customer"].tolist()
    assert shown[:3] == ["**b** <i>x</i>", "100% _Deal_", "Ann KELLER"]


def test_tags_are_written_for_reading(shop):
    shown = dict(
        found(shop, columns=("customer_id", "tags")).rows[["customer_id", "tags"]].itertuples(index=False, name=None)
    )
    assert shown["bob"] == "city: Lyon"
    assert shown["cy"] == 'note: call city hall, a.b: say"hi", the "best" ones\\: yes'


def test_an_unknown_column_is_refused(shop):
    with pytest.raises(KeyError, match="1; drop"):
        found(shop, order=Order("1; drop", True))


def test_nobody_found_has_totals_all_the_same(shop):
    page = found(shop, Filters(words="nobody"))
    assert page.totals == Totals(0, 0.0, 0)
    assert page.rows.empty
    assert (page.first, page.last, page.pages) == (0, 0, 1)


def test_a_second_page(shop, monkeypatch):
    monkeypatch.setattr(customers, "PAGE_ROWS", 4)
    page = found(shop, number=2)
    assert page.totals.customers == 6
    assert page.rows["customer"].tolist() == ["zoe@example.org", "Éve Keller"]
    assert (page.first, page.last, page.pages) == (5, 6, 2)
    assert found(shop, number=3).totals.customers == 6


def test_a_file_holds_all_rows_in_the_same_order(shop):
    chunks = list(customers.chunks(shop.connection, SCOPE, Filters(), NAMES, Order()))
    assert [list(chunk.columns) for chunk in chunks] == [["customer_key", *NAMES]]
    assert chunks[0]["customer"].tolist() == found(shop).rows["customer"].tolist()
    assert sum(map(len, customers.chunks(shop.connection, SCOPE, Filters(), NAMES, Order(), 2))) == 2
    assert list(customers.chunks(shop.connection, SCOPE, Filters(words="nobody"), NAMES, Order())) == []


def test_the_revenue_of_the_year_before():
    shop = Shop()
    shop.order("amy", "2023-01-05", 60)
    shop.order("amy", "2024-01-20", 100)
    shop.order("bea", "2025-01-31", 40)
    shop.build()
    scope = Scope(date(2025, 1, 31))
    rows = found(
        shop, columns=("customer", "revenue", "revenue_before"), order=Order("revenue_before"), scope=scope
    ).rows
    assert rows["customer"].tolist() == ["amy", "bea"]
    assert rows["revenue_before"].isna().tolist() == [False, True]
    assert rows["revenue_before"].iloc[0] == 100
    assert customers.everyone(shop.connection, scope) == Everyone(2, 1, 40.0, 1, 100.0)


def test_everyone_without_a_year_before(shop):
    every = customers.everyone(shop.connection, SCOPE)
    assert every == Everyone(6, 5, 1005.0, None, None)
    assert every.share(Totals(1, 201.0, 1)) == pytest.approx(0.2)
    assert Everyone(0, 0, 0.0, None, None).share(Totals(0, 0.0, 0)) is None


def test_orders_that_name_nobody_are_counted_apart():
    shop = Shop()
    shop.order("ann", "2024-01-10", 75)
    shop.order(None, "2024-01-11", 30)
    shop.order(None, "2024-01-12", -5)
    shop.build(history=False)
    assert nameless(shop.connection, date(2024, 1, 12)) == Nameless(25.0, 1, 0.25)
    assert nameless(shop.connection, date(2020, 1, 1)) == Nameless(0.0, 0, None)


def test_sources_with_none_last(shop):
    assert customers.sources(shop.connection) == ["online", "referral", None]
