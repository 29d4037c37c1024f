"""What the Data quality page finds in customers and files, and how complete the columns are."""

from datetime import date, datetime

import pytest

from crm_core.queries import quality_columns, quality_rows
from tests.queries.quality_shop import all_names, found, imported
from tests.shop import Shop


@pytest.fixture
def shop():
    return Shop()


def test_unlikely_joining_dates(shop):
    for name, joined in {
        "early": date(1949, 12, 31), "old": date(1950, 1, 1), "same": date(2024, 1, 5), "late": date(2024, 1, 6),
        "without": None,
    }.items():  # fmt: skip
        shop.customer(name, joined_on=joined)
        shop.order(name, "2024-01-05", 10)
    shop.customer("prospect", joined_on=date(2024, 1, 5))
    shop.customer("from tomorrow", joined_on=date(2024, 1, 6))
    finding = found(shop, "odd_joining_dates")
    assert (finding.count, finding.of) == (3, 7)
    rows = quality_rows.rows(shop.connection, "odd_joining_dates")
    assert sorted(rows["customer_id"]) == ["early", "from tomorrow", "late"]


def test_masked_and_made_up_names(shop):
    for number, facts in enumerate(
        ({"name": "张*"}, {"phone": "138××××1234"}, {"email": "a**@x.test"}, {"name": " Guest "}, {"name": "Ann"}, {})
    ):
        shop.customer(f"c{number}", **facts)
        shop.order(f"c{number}", "2024-01-05", 10)
    finding = found(shop, "masked_customers")
    assert (finding.count, finding.of) == (4, 6)
    assert quality_rows.rows(shop.connection, "masked_customers")["customer_id"].tolist() == ["c0", "c1", "c2", "c3"]


def test_customers_who_never_ordered_and_their_answers(shop):
    shop.customer("ann")
    shop.customer("bob")
    shop.customer("told by an order", from_orders=True)
    shop.order("ann", "2024-01-05", 10)
    shop.answer("ann", "2024-01-05", 9)
    shop.answer("bob", "2024-01-05", 3)
    assert found(shop, "customers_who_never_ordered").count == 1
    assert quality_rows.rows(shop.connection, "customers_who_never_ordered")["customer_id"].tolist() == ["bob"]
    finding = found(shop, "answers_of_strangers")
    assert (finding.count, finding.of, finding.deserves_a_look) == (1, 2, False)
    assert quality_rows.rows(shop.connection, "answers_of_strangers")["customer_id"].tolist() == ["bob"]


def test_without_any_order_nobody_never_ordered(shop):
    shop.customer("ann")
    shop.answer("ann", "2024-01-05", 9)
    assert all_names(shop) == set()


def test_rejected_rows_by_file_and_reason(shop):
    imported(shop, 1, rows_in_file=10, rejected=3)
    imported(shop, 2, rows_in_file=10, rejected=1, undone_at=datetime(2024, 7, 1))
    for import_id, line, reason in (
        (1, 3, "unreadable_date"),
        (1, 2, "unreadable_date"),
        (1, 4, "nobody"),
        (2, 2, "nobody"),
    ):
        shop._insert(
            "rejects", {"import_id": import_id, "line": line, "column_name": "x", "value": f"v{line}", "reason": reason}
        )
    finding = found(shop, "rejected_rows")
    assert (finding.count, finding.of, finding.facts) == (3, 10, {"files": 1})
    rows = quality_rows.rows(shop.connection, "rejected_rows")
    assert rows[["reason", "example", "rejected"]].values.tolist() == [
        ["unreadable_date", "v2", 2],
        ["nobody", "v4", 1],
    ]


def test_values_that_later_files_changed(shop):
    imported(shop, 1, rows_in_file=10)
    imported(shop, 2, rows_in_file=10, values_changed=4)
    imported(shop, 3, rows_in_file=10, values_changed=5, undone_at=datetime(2024, 7, 1))
    finding = found(shop, "changed_values")
    assert (finding.count, finding.of, finding.facts, finding.deserves_a_look) == (4, 20, {"files": 1}, False)
    assert quality_rows.rows(shop.connection, "changed_values")["file_name"].tolist() == ["file 2.csv"]


def test_columns_are_filled_empty_or_in_no_file(shop):
    imported(shop, 1, "orders", {"a": "order_id", "b": "channel", "c": "first_name"})
    imported(shop, 2, "order_lines", {"a": "brand"}, undone_at=datetime(2024, 7, 1))
    shop.customer("ann", region="North")
    shop.customer("bob", postcode="2000")
    shop.order("ann", "2024-01-01", 10)
    shop.order(None, "2024-01-02", 10, status="paid")
    shop.line("o1", product="tea", line_amount=10)
    frame = quality_columns.completeness(shop.build(history=False)).set_index(["table_name", "column_name"])
    shares = frame["share"].astype(object).where(frame["share"].notna(), None)
    assert shares["customers"][["region", "postcode", "name", "email"]].tolist() == [0.5, 0.5, 0, None]
    assert shares["orders"][["customer_id", "status", "channel", "cost"]].tolist() == [0.5, 0.5, 0, None]
    assert shares["order_lines"][["product", "brand"]].tolist() == [1, None]
    assert "surveys" not in frame.index


def test_an_empty_shop_has_no_columns(shop):
    assert quality_columns.completeness(shop.build(history=False)).empty
