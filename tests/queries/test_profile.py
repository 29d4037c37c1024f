"""One customer on rows that can be counted: facts, labels and their inputs, orders, what was bought and answered."""

import json
from datetime import date
from decimal import Decimal

import pytest

from crm_core.queries import profile, purchases
from crm_core.settings import Settings
from tests.shop import Shop

AS_OF = date(2024, 4, 30)


@pytest.fixture(scope="module")
def shop():
    """The worked example, with every kind of order for cy, lines and answers for ann."""
    shop = Shop()
    for number, (day, amount) in enumerate(
        (("2024-01-10", 100), ("2024-02-09", 120), ("2024-03-10", 140), ("2024-04-09", 160))
    ):
        shop.order("ann", day, amount, order_id=f"a{number}")
    shop.order("bob", "2024-02-05", 400)
    shop.order("cy", "2024-01-20", 50, order_id="c1", channel="shop", status="completed")
    shop.order("cy", "2024-03-20", 50, order_id="c2")
    shop.order("cy", "2024-03-25", -50, order_id="c2r")
    shop.order("cy", "2024-04-02", 80, order_id="c3", refunded=80)
    shop.order("cy", "2024-04-03", 90, order_id="c4", is_counted=False)
    shop.order("cy", "2024-04-04", 0, order_id="c5")
    shop.order("cy", "2024-04-05", 70, order_id="c6")
    shop.order(None, "2024-04-06", -20, order_id="c6r", refund_of="c6")
    shop.order("ann", "2024-04-07", -1, order_id="ar", refund_of="c6")
    shop.order("ann", "2024-04-08", -2, order_id="ac", refund_of="c4")
    shop.order(None, "2024-04-30", 7)
    shop.order("dee", "2024-04-01", 30)
    shop.customer(
        "ann", name="Ann", email="ann@example.com", kind="business", credit_limit=500, joined_on=date(2024, 1, 1),
        tags=json.dumps({"city": "Lyon", "none": None}),
    )  # fmt: skip
    shop.customer("bob", referred_by="ann")
    shop.customer("eve", referred_by="ann")
    shop.line("a0", product="Tea", category="Drinks", quantity=2, line_amount=60)
    shop.line("a1", product="Tea", category="Drinks", quantity=1, line_amount=30)
    shop.line("a1", product="Cup", category="Ware", quantity=1, line_amount=100)
    shop.answer("ann", "2024-02-01", 4, kind="csat", scale_min=1, scale_max=5, comment="=1+1")
    shop.answer("ann", "2024-03-01", 9)
    shop.build()
    return shop


def key(shop, customer_id):
    return shop.keys["customer_id", customer_id]


def rows(frame, *columns):
    return list(
        frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None).itertuples(index=False, name=None)
    )


def test_the_facts_of_a_person(shop):
    ann = profile.person(shop.connection, key(shop, "ann"))
    assert ann == profile.Person(
        key(shop, "ann"), "ann", "customer_id", "Ann", "ann@example.com", None, "business", None, None, None,
        date(2024, 1, 1), Decimal("500.0000"), None, {"city": "Lyon"}, None, None, 2,
    )  # fmt: skip


def test_who_referred_a_person(shop):
    bob = profile.person(shop.connection, key(shop, "bob"))
    assert (bob.name, bob.referred_by, bob.referrer_key, bob.referrer, bob.referrals) == (
        None, "ann", key(shop, "ann"), "Ann", 0,
    )  # fmt: skip


def merged(**facts):
    """ann has the number ann2 too, sent dee by it and eve by her own, and says these facts of herself."""
    shop = Shop()
    shop.order("ann", "2024-04-01", 30)
    shop.customer("ann", name="Ann", **facts)
    shop.customer("ann2")
    shop.customer("dee", referred_by="ann2")
    shop.customer("eve", referred_by="ann")
    shop.connection.execute(
        "insert into merge_decisions values ('customer_id', 'ann', 'customer_id', 'ann2', true, 'name', '2024-05-01')"
    )
    shop.build()
    return shop


def test_referrals_by_a_merged_number_are_the_persons_own():
    shop = merged()
    ann = profile.person(shop.connection, key(shop, "ann"))
    dee = profile.person(shop.connection, key(shop, "dee"))
    assert (ann.referrals, ann.referrer_key) == (2, None)
    assert (dee.referred_by, dee.referrer_key, dee.referrer) == ("ann2", key(shop, "ann"), "Ann")


@pytest.mark.parametrize("itself", ["ann", "ann2"])
def test_nobody_is_sent_by_itself(itself):
    shop = merged(referred_by=itself)
    ann = profile.person(shop.connection, key(shop, "ann"))
    assert (ann.referrals, ann.referrer_key, ann.referrer) == (2, None, None)


def test_of_two_with_this_name_the_number_is_meant():
    shop = Shop()
    shop.order(None, "2024-04-01", 30)
    shop.identity("7", "account")
    shop.connection.execute("insert into customer_rows by name select 1 as identity_key, true as from_orders, 1 as"
                            " import_id")  # fmt: skip
    shop.customer("7", name="Number Seven")
    shop.customer("dee", referred_by="7")
    shop.build()
    assert profile.person(shop.connection, key(shop, "dee")).referrer == "Number Seven"


@pytest.mark.parametrize("unknown", [0, -1, 999])
def test_nobody_has_this_key(shop, unknown):
    assert profile.person(shop.connection, unknown) is None
    assert profile.standing(shop.connection, unknown, AS_OF) is None


def test_the_standing_holds_the_inputs_of_the_labels(shop):
    bob = profile.standing(shop.connection, key(shop, "bob"), AS_OF)
    assert (bob.revenue, bob.tier, bob.stage, bob.quadrant) == (400, "A", "wavering", "unmeasured_occasional")
    assert (bob.recency_days, bob.usual_gap_days, bob.tenure_days, bob.purchase_days) == (85, 30.0, 85, 1)
    assert (bob.wavering_on, bob.lost_on) == (date(2024, 3, 22), date(2024, 5, 6))
    assert (bob.lowest_a, bob.repeat_line, bob.rhythm_days) == (400, 2.0, 30.0)
    assert bob.revenue_per_order == 400.0


def test_the_standing_of_a_prospect_has_no_days(shop):
    eve = profile.standing(shop.connection, key(shop, "eve"), AS_OF)
    assert (eve.stage, eve.tier, eve.last_purchase, eve.wavering_on, eve.revenue_per_order) == (
        "prospect",
        None,
        None,
        None,
        None,
    )


def test_nobody_stands_anywhere_before_being_seen(shop):
    assert profile.standing(shop.connection, key(shop, "dee"), date(2024, 3, 31)) is None
    assert profile.standing(shop.connection, key(shop, "dee"), None) is None


def test_labels_by_month_up_to_the_month_looked_at(shop):
    frame = profile.labels_by_month(shop.connection, key(shop, "bob"), date(2024, 3, 31))
    assert rows(frame, "month_days", "tier", "stage", "warming_up") == [
        (29, "A", "acquainted", True),
        (31, "A", "wavering", True),
    ]


def test_orders_of_every_kind_newest_first(shop):
    frame = purchases.orders(shop.connection, key(shop, "cy"), AS_OF)
    assert rows(frame, "order_id", "kind", "amount", "refunded", "net_revenue") == [
        ("c6r", "refund", -20.0, None, -20.0),
        ("c6", "purchase", 70.0, None, 70.0),
        ("c5", "zero", 0.0, None, 0.0),
        ("c4", "not_counted", 90.0, None, 0.0),
        ("c3", "refunded", 80.0, 80.0, 0.0),
        ("c2r", "refund", -50.0, None, -50.0),
        ("c2", "purchase", 50.0, None, 50.0),
        ("c1", "purchase", 50.0, None, 50.0),
    ]
    assert rows(frame, "channel", "status", "order_rows")[-1] == ("shop", "completed", 8)


def test_the_newest_orders_say_how_many_there_are(shop):
    frame = purchases.orders(shop.connection, key(shop, "cy"), AS_OF, 2)
    assert rows(frame, "order_id", "order_rows") == [("c6r", 8), ("c6", 8)]


def test_later_orders_are_not_known_yet(shop):
    frame = purchases.orders(shop.connection, key(shop, "cy"), date(2024, 3, 20))
    assert frame["order_id"].tolist() == ["c2", "c1"]


@pytest.mark.parametrize("customer_id", ["ann", "bob", "cy", "dee", "eve"])
def test_the_rows_of_one_customer_are_those_of_the_whole_view(shop, customer_id):
    question = """
    select order_id, kind, amount, refunded, net_revenue from orders where customer_key = $customer_key order by all
    """
    values = {"customer_key": key(shop, customer_id)}
    whole = shop.connection.execute(question, values).fetchall()
    assert shop.connection.execute(purchases.OWN + question, values).fetchall() == whole


def test_a_refund_of_an_order_that_does_not_count_does_not_count(shop):
    frame = purchases.orders(shop.connection, key(shop, "ann"), AS_OF)
    assert rows(frame, "order_id", "kind", "net_revenue")[1:3] == [("ac", "not_counted", 0.0), ("ar", "refund", -1.0)]


def test_orders_given_under_an_email_belong_to_the_customer_who_has_it():
    shop = Shop()
    shop.customer("ann", email="ann@example.com")
    shop.order("ann", "2024-01-10", 100)
    shop.order(None, "2024-01-11", 20, email="ann@example.com")
    shop.build(history=False)
    frame = purchases.orders(shop.connection, key(shop, "ann"), date(2024, 1, 11))
    assert frame["net_revenue"].tolist() == [20, 100]


def test_events_by_day_with_refunds_below_zero(shop):
    frame = purchases.events(shop.connection, key(shop, "cy"), AS_OF)
    assert rows(frame, "day", "is_refund", "orders", "amount")[0][1:] == (True, 1, -20.0)
    assert frame["amount"].sum() == 100
    assert purchases.events(shop.connection, key(shop, "eve"), AS_OF).empty


def test_two_orders_on_a_day_are_one_stem():
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    shop.order("ann", "2024-01-10T12:00", 20)
    shop.build(history=False)
    frame = purchases.events(shop.connection, 1, date(2024, 1, 10))
    assert rows(frame, "orders", "amount") == [(2, 120.0)]


def test_what_was_bought_most(shop):
    frame = purchases.bought(shop.connection, key(shop, "ann"), AS_OF)
    assert rows(frame, "category", "product", "orders", "quantity", "amount") == [
        ("Ware", "Cup", 1, 1.0, 100.0),
        ("Drinks", "Tea", 2, 3.0, 90.0),
    ]
    assert purchases.bought(shop.connection, key(shop, "cy"), AS_OF).empty


def test_whether_the_shop_has_lines(shop):
    assert purchases.has_lines(shop.connection)
    assert not purchases.has_lines(Shop().connection)


def test_answers_newest_first_on_their_scale_and_on_ours(shop):
    frame = profile.answers(shop.connection, key(shop, "ann"), AS_OF)
    assert rows(frame, "kind", "score", "scale_min", "scale_max", "attitude", "comment") == [
        ("nps", 9.0, 0.0, 10.0, 90.0, None),
        ("csat", 4.0, 1.0, 5.0, 75.0, "=1+1"),
    ]
    assert len(profile.answers(shop.connection, key(shop, "ann"), date(2024, 2, 29))) == 1


def test_the_lines_follow_the_settings():
    shop = Shop()
    shop.order("bob", "2024-02-05", 400)
    shop.build(Settings(lost_overdue=2, lost_days=10, wavering_overdue=1, wavering_days=5), history=False)
    bob = profile.standing(shop.connection, 1, date(2024, 2, 5))
    assert (bob.wavering_on, bob.lost_on) == (date(2024, 5, 6), date(2024, 8, 4))
