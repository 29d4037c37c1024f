"""What the Data page asks, on rows that can be counted on fingers."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from crm_core.queries import imports
from tests.shop import ALL_MONTHS, Shop

COUNTS = ("rows_in_file", "accepted", "merged", "refunds", "not_counted", "rejected")


def keep_import(shop: Shop, import_id: int, table: str, mapping: str, counts: tuple[int, ...], **facts) -> None:
    values = dict(zip(COUNTS, counts, strict=True)) | {
        "import_id": import_id, "imported_at": datetime(2024, 6, 1), "file_name": f"{table}.csv",
        "fingerprint": f"f{import_id}", "table_name": table, "format": table, "mapping": mapping, "options": "{}",
        "is_demo": False, "values_changed": 0, "unidentified_rows": 0, "orders": 0, "customers": 0,
    }  # fmt: skip
    shop._insert("imports", values | facts)


@pytest.fixture
def shop():
    shop = Shop()
    keep_import(shop, 1, "customers", '{"id": "customer_id"}', (2, 2, 0, 0, 0, 0))
    keep_import(
        shop, 2, "orders", '{"id": "order_id", "at": "ordered_at"}', (5, 3, 0, 1, 0, 1),
        unidentified_rows=1, orders=4, amount_in_file=90, amount_accepted=100, amount_refunds=-10,
    )  # fmt: skip
    keep_import(shop, 3, "order_lines", '{"id": "order_id"}', (7, 7, 0, 0, 0, 0), orders=3)
    return shop


def test_the_summary_counts_files_rows_and_the_rows_of_orders_that_name_nobody(shop):
    found = imports.summary(shop.connection)
    assert found == imports.Summary(3, 14, 1, 1, 5, True)
    assert found.unidentified_share == 0.2


def test_a_file_of_lines_that_dates_its_orders_counts_as_orders(shop):
    keep_import(shop, 4, "order_lines", '{"n": "order_id", "at": "ordered_at"}', (10, 10, 0, 0, 0, 0))
    assert imports.summary(shop.connection).order_rows == 15


def test_rows_that_do_not_add_up_are_noticed(shop):
    keep_import(shop, 4, "surveys", "{}", (10, 9, 0, 0, 0, 0))
    assert not imports.summary(shop.connection).all_accounted_for


def test_without_an_import_there_is_nothing_to_say():
    found = imports.summary(Shop().connection)
    assert (found.files, found.rows, found.unidentified_share) == (0, 0, None)
    assert not imports.is_built(Shop().connection)


def test_months_without_orders_are_there_with_nothing():
    shop = Shop()
    shop.order("ann", "2024-01-15", 100)
    shop.order(None, "2024-01-16", 20)
    shop.order("ann", "2024-03-31", 50)
    shop.order("ann", "2024-03-31", -5)
    found = imports.months(shop.build(history=False))
    assert found.drop(columns="month").values.tolist() == [[1, 1, 120.0, False], [0, 0, 0.0, False], [1, 0, 45.0, True]]
    assert [month.strftime("%Y-%m-%d") for month in found["month"]] == ["2024-01-01", "2024-02-01", "2024-03-01"]
    assert imports.revenue(shop.connection) == imports.Revenue(
        Decimal(165), Decimal(20), 3, date(2024, 1, 15), date(2024, 3, 31)
    )


@pytest.mark.parametrize(("pause", "found"), [(7, []), (8, [7]), (20, [19])])
def test_a_gap_is_a_week_or_more_without_an_order(pause, found):
    """Orders every day for 30 days, then `pause` days to the next one."""
    shop = Shop()
    for day in range(1, 31):
        shop.order("ann", f"2024-01-{day:02}", 10)
    shop.order("ann", (date(2024, 1, 30) + (date(2024, 1, 2) - date(2024, 1, 1)) * pause).isoformat(), 10)
    gaps = imports.gaps(shop.build(history=False))
    assert gaps["days"].tolist() == found
    if found:
        assert gaps["first_day"].iloc[0].date() == date(2024, 1, 31)


def test_a_shop_with_an_order_a_month_has_no_gap_between_them():
    shop = Shop()
    for month in range(1, 13):
        shop.order("ann", f"2024-{month:02}-10", 10)
    assert imports.gaps(shop.build(history=False)).empty


def test_a_day_that_lies_apart_from_all_others_makes_no_gap():
    """A mistyped year is not two years without a file; it would also make the usual distance longer, and hide a gap."""
    shop = Shop()
    for day in (*range(1, 21), 31):
        shop.order("ann", f"2024-01-{day:02}", 10)
    shop.order("bob", "2022-01-10", 10)
    assert imports.gaps(shop.build(history=False))["days"].tolist() == [10]


def test_an_import_covers_the_orders_that_it_still_stands_for(shop):
    shop.order("ann", "2024-01-15", 100, import_id=2)
    shop.order("ann", "2024-02-15", 100, import_id=2)
    shop.order("ann", "2024-03-15", 100, import_id=2, superseded_by=3)
    rows = imports.imports(shop.build(history=False)).set_index("import_id")
    assert rows.index.tolist() == [3, 2, 1]
    assert [rows.loc[2, name].date() for name in ("first_day", "last_day")] == [date(2024, 1, 15), date(2024, 2, 15)]
    assert rows.loc[2, "net_amount"] == 90
    assert rows["net_amount"].isna().tolist() == [True, False, True]


def test_the_newest_snapshot_in_numbers():
    shop = Shop()
    shop.order("ann", "2024-01-15", 100)
    shop.order("bob", "2025-02-15", 60)
    shop.order(None, "2025-02-20", 40)
    found = imports.newest(shop.build(history=False, months=ALL_MONTHS))
    assert found is not None
    assert (found.as_of, found.active, found.purchases) == (date(2025, 2, 20), 1, 2)
    assert (found.net_revenue, found.unidentified_share) == (Decimal(100), 0.4)
    assert (found.days_of_history, found.warming_up, found.has_year_before) == (403, False, False)
    assert imports.labelled(shop.connection) == (15, 14)


def test_two_years_of_data_have_a_year_to_compare_with():
    shop = Shop()
    shop.order("ann", "2023-01-15", 100)
    shop.order("ann", "2025-02-15", 60)
    found = imports.newest(shop.build())
    assert found is not None
    assert found.has_year_before
    assert imports.labelled(shop.connection)[1] == 0


def test_orders_that_do_not_count_make_no_snapshot():
    shop = Shop()
    shop.order("ann", "2024-01-15", 100, is_counted=False)
    assert imports.newest(shop.build(history=False)) is None
    assert imports.revenue(shop.connection).last_day is None
    assert imports.months(shop.connection).empty
