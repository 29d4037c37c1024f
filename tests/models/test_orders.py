"""From kept rows to orders, refunds and who they belong to."""

from decimal import Decimal

import pytest

from crm_core import building, checking, database, starting
from crm_core.settings import Settings
from tests.shop import Shop


@pytest.fixture
def shop():
    return Shop()


def kinds(shop: Shop) -> dict[str, tuple[str, Decimal]]:
    rows = shop.connection.execute("select order_id, kind, net_revenue from orders order by order_id").fetchall()
    return {row[0]: row[1:] for row in rows}


def test_each_kind_of_order_adds_what_it_should(shop):
    shop.order("c", "2024-01-01", 100, order_id="plain")
    shop.order("c", "2024-01-02", 0, order_id="zero")
    shop.order("c", "2024-01-03", 100, order_id="cancelled", is_counted=False, refunded=100)
    shop.order("c", "2024-01-04", 100, order_id="part", refunded=30)
    shop.order("c", "2024-01-05", 100, order_id="full", refunded=100)
    shop.order("c", "2024-01-06", 100, order_id="returned")
    shop.order("c", "2024-01-07", -100, order_id="r1", refund_of="returned")
    shop.order("c", "2024-01-08", -20, order_id="r2")
    shop.build(history=False)
    assert kinds(shop) == {
        "plain": ("purchase", 100),
        "zero": ("zero", 0),
        "cancelled": ("not_counted", 0),
        "part": ("purchase", 70),
        "full": ("zero", 0),
        "returned": ("zero", 100),
        "r1": ("refund", -100),
        "r2": ("refund", -20),
    }
    assert shop.newest("purchase_days", "order_count", "revenue") == {"c": (2, 2, Decimal(150))}


def test_a_refund_of_an_order_that_does_not_count_takes_nothing_away(shop):
    shop.order("c", "2024-01-01", 10)
    shop.order("c", "2024-01-02", 50, order_id="x", is_counted=False)
    shop.order("c", "2024-01-03", -50, order_id="r", refund_of="x")
    shop.build(history=False)
    assert shop.newest("revenue") == {"c": Decimal(10)}


def test_a_refund_counts_on_its_own_date_and_belongs_to_the_orders_customer(shop):
    shop.order("c", "2024-01-10", 100, order_id="x", refunded=40, refunded_at="2024-02-10")
    shop.order("d", "2024-01-10", 100, order_id="y")
    shop.order(None, "2024-03-10", -60, order_id="r", refund_of="y")
    shop.build()
    assert shop.at("2024-01-31", "revenue") == {"c": 100, "d": 100}
    assert shop.at("2024-02-29", "revenue") == {"c": 60, "d": 100}
    assert shop.newest("revenue") == {"c": 60, "d": 40}


def test_a_refund_that_names_no_order_belongs_to_the_order_with_its_own_id(shop):
    shop.order("c", "2024-01-10", 100, order_id="x")
    shop.order(None, "2024-02-10", -100, order_id="x")
    shop.order(None, "2024-02-10", -7, order_id="y")
    shop.build(history=False)
    query = "select kind, net_revenue, customer_key from orders order by net_revenue"
    assert shop.connection.execute(query).fetchall() == [("refund", -100, 1), ("refund", -7, None), ("zero", 100, 1)]


def test_an_order_without_a_date_counts_nowhere_and_its_customer_is_seen_at_the_end(shop):
    shop.order("c", "2024-01-10", 100)
    key = shop.identity("d")
    shop._insert(
        "order_rows",
        {"order_id": "x", "identity_key": key, "amount": 9, "is_counted": False, "is_refund": False, "import_id": 1},
    )
    shop.order("c", "2024-02-10", 50)
    connection = shop.build()
    assert shop.newest("revenue", "stage") == {"c": (150, "reserved"), "d": (0, "prospect")}
    assert shop.at("2024-01-31", "revenue") == {"c": 100}
    rules = [name for name in checking.rules() if name != "kept_rows_have_their_import"]
    assert checking.violations(connection, rules) == []


def test_an_order_split_in_two_parcels_is_one_purchase_day(shop):
    shop.order("c", "2024-01-10 09:00", 10)
    shop.order("c", "2024-01-10 17:00", 10)
    shop.build(history=False)
    assert shop.newest("purchase_days", "order_count") == {"c": (1, 2)}


def test_a_customer_with_nothing_but_a_refund_is_refund_only(shop):
    shop.order("c", "2024-01-10", 10)
    shop.order("r", "2024-01-10", -10)
    shop.customer("p", joined_on="2024-01-05")
    shop.build(history=False)
    assert shop.newest("stage") == {"c": "acquainted", "p": "prospect", "r": "refund_only"}


def test_an_order_with_only_an_email_belongs_to_the_one_customer_with_it(shop):
    shop.customer("c", email="one@example.com")
    shop.customer("d", email="two@example.com")
    shop.customer("e", email="two@example.com")
    shop.order(None, "2024-01-10", 10, email="one@example.com")
    shop.order(None, "2024-01-11", 20, email="two@example.com")
    shop.order(None, "2024-01-12", 30, email="three@example.com")
    shop.build(history=False)
    assert shop.newest("revenue") == {"c": 10, "d": 0, "e": 0, "two@example.com": 20, "three@example.com": 30}


def test_revenue_that_names_nobody_is_unidentified_and_in_the_totals(shop):
    shop.order("c", "2024-01-10", 10)
    shop.order(None, "2024-01-11", 7)
    connection = shop.build(history=False)
    assert connection.execute("select net_revenue, unidentified_revenue from window_totals").fetchone() == (17, 7)


def test_a_customer_file_outranks_an_order_file_and_a_later_import_an_earlier_one(shop):
    shop.customer("c", name="From orders", region="South", from_orders=True, import_id=9)
    shop.customer("c", name="Old", owner="Mia", import_id=1)
    shop.customer("c", name="New", import_id=2)
    shop.order("c", "2024-01-10", 10)
    connection = shop.build(history=False)
    assert connection.execute("select name, owner, region from customers").fetchall() == [("New", "Mia", "South")]


def test_a_superseded_row_is_as_if_it_had_never_come(shop):
    shop.order("c", "2024-01-10", 10, superseded_by=2)
    shop.order("c", "2024-01-10", 15, import_id=2)
    shop.build(history=False)
    assert shop.newest("revenue") == {"c": 15}


def test_a_failed_build_changes_nothing(shop, monkeypatch):
    shop.order("c", "2024-01-10", 10)
    shop.build()
    before = shop.connection.execute("from snapshots").fetchall()
    monkeypatch.setattr(building, "violations", lambda *_: ["broken"])
    shop.order("d", "2024-02-10", 10)
    with pytest.raises(AssertionError, match="breaks its own rules"), database.transaction(shop.connection):
        building.build_newest(shop.connection, Settings(window_months=6))
    assert shop.connection.execute("from snapshots").fetchall() == before


def test_history_can_be_stopped_resumed_and_gives_way_to_a_newer_build(shop):
    for month in range(1, 7):
        shop.order("c", f"2024-{month:02d}-10", 10)
    shop.build(history=False)
    assert [work.name for work in building.pending(shop.connection)].count("label") == 5
    rules = [name for name in checking.rules() if name != "kept_rows_have_their_import"]
    assert checking.violations(shop.connection, rules) == []

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.fill_history(shop.connection, stop)
    assert [work.name for work in building.pending(shop.connection)].count("label") == 4
    assert checking.violations(shop.connection, rules) == []
    assert building.fill_history(shop.connection)
    assert building.pending(shop.connection) == []

    def rebuild(_: float) -> None:
        shop.build(Settings(window_months=6), history=False)

    shop.build(history=False)
    assert not building.fill_history(shop.connection, rebuild)
    assert checking.violations(shop.connection, rules) == []


def test_what_another_version_built_is_built_anew(shop):
    shop.order("c", "2024-01-10", 10)
    connection = shop.build()
    assert not building.is_outdated(connection)
    connection.execute("update meta set value = 'older' where key = 'built_by'")
    connection.execute("alter table snapshot_rows drop column pace")
    assert building.is_outdated(connection)
    starting.bring_up_to_date(connection)
    assert building.fill_history(connection)
    assert not building.is_outdated(connection)
    assert connection.execute("select count(*), max(build_id) from snapshots cross join builds").fetchone()[1] == 2


def test_a_table_of_an_older_version_gives_way_to_a_view_of_the_same_name(shop):
    shop.order("c", "2024-01-10", 10)
    shop.connection.execute("create table identity_owners as select 1 as old")
    assert shop.build().execute("select count(*) from snapshots").fetchone() == (1,)
