"""Since when: what the data reached before the last import, at the last visit, and the month before."""

from datetime import date, datetime, timedelta

import pytest

from crm_core.queries.since import Load, Since, last_load, since
from crm_core.settings import Settings
from tests.shop import Shop

FIRST = datetime(2024, 6, 1, 9, 0)
AS_OF, MAY, APRIL = date(2024, 6, 30), date(2024, 5, 31), date(2024, 4, 30)
NOW = Settings(warming_up_days=0)


def keep_import(shop: Shop, import_id: int, at: datetime, undone_at: datetime | None = None) -> None:
    counts = ("rows_in_file", "accepted", "merged", "refunds", "not_counted", "rejected", "values_changed")
    values = dict.fromkeys((*counts, "unidentified_rows", "orders", "customers"), 0)
    values |= {name: "x" for name in ("file_name", "table_name", "format")} | {"mapping": "{}", "options": "{}"}
    shop._insert("imports", values | {"import_id": import_id, "imported_at": at, "fingerprint": str(import_id),
                                      "is_demo": False, "undone_at": undone_at})  # fmt: skip


def loaded(*loads: tuple[int, datetime, str]) -> Shop:
    """Each import with one order on its last day."""
    shop = Shop()
    for import_id, at, last_day in loads:
        keep_import(shop, import_id, at)
        shop.order("ann", last_day, 10, import_id=import_id)
    return shop


def test_nothing_was_ever_imported():
    assert last_load(Shop().connection) is None


def test_before_the_first_import_there_was_nothing():
    shop = loaded((1, FIRST, "2024-05-31"))
    assert last_load(shop.connection) == Load(FIRST.date(), 1, None)


def test_the_last_import_added_a_month():
    shop = loaded((1, FIRST, "2024-05-31"), (2, datetime(2024, 7, 1), "2024-06-30"))
    assert last_load(shop.connection) == Load(date(2024, 7, 1), 1, MAY)


@pytest.mark.parametrize(
    ("apart", "expected"),
    [(timedelta(hours=1), Load(FIRST.date(), 2, None)), (timedelta(hours=1, seconds=1), Load(FIRST.date(), 1, APRIL))],
)
def test_files_within_an_hour_are_one_load(apart, expected):
    shop = loaded((1, FIRST, "2024-04-30"), (2, FIRST + apart, "2024-05-31"))
    assert last_load(shop.connection) == expected


def test_a_load_that_brings_no_newer_day_is_passed_over():
    """June was loaded again, and then a customer file came: the import of June is still the last."""
    shop = loaded(
        (1, FIRST, "2024-05-31"), (2, datetime(2024, 7, 1), "2024-06-30"), (3, datetime(2024, 7, 2), "2024-06-30")
    )
    keep_import(shop, 4, datetime(2024, 7, 3))
    assert last_load(shop.connection) == Load(date(2024, 7, 1), 1, MAY)


def test_an_import_that_was_undone_is_none():
    shop = loaded((1, FIRST, "2024-04-30"), (2, datetime(2024, 7, 1), "2024-05-31"))
    keep_import(shop, 3, datetime(2024, 7, 1, 0, 30), undone_at=datetime(2024, 7, 3))
    assert last_load(shop.connection) == Load(date(2024, 7, 1), 1, APRIL)


def test_an_order_that_a_later_file_put_right_counted_until_then():
    """The first file had an order in 2030 by mistake; the second said when it was, and reached to the end of May."""
    shop = loaded(
        (1, FIRST, "2024-04-30"), (2, datetime(2024, 7, 1), "2024-05-31"), (3, datetime(2024, 8, 1), "2024-06-30")
    )
    shop.order("bob", "2030-01-01", 10, import_id=1, superseded_by=2)
    assert last_load(shop.connection) == Load(date(2024, 8, 1), 1, MAY)


@pytest.fixture(scope="module")
def monthly():
    """ann buys on the last of each month from January to June 2024."""
    shop = Shop()
    for day in ("2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30"):
        shop.order("ann", day, 100)
    return shop.build(NOW)


@pytest.mark.parametrize(
    ("way", "reached", "expected"),
    [
        ("month", None, Since("month", MAY, None, "month")),
        ("import", MAY, Since("import", MAY, MAY, "import")),
        ("import", date(2024, 5, 30), Since("import", APRIL, date(2024, 5, 30), "import")),
        ("import", None, Since("month", MAY, None, "import")),
        ("import", date(2023, 12, 31), Since("month", MAY, None, "import")),
        ("visit", APRIL, Since("visit", APRIL, APRIL, "visit")),
        ("visit", AS_OF, Since("visit", None, AS_OF, "visit", "nothing_newer")),
    ],
)
def test_the_newest_snapshot_of_what_was_there_then(monthly, way, reached, expected):
    assert since(monthly, AS_OF, way, reached) == expected


def test_the_first_month_has_none_before(monthly):
    assert since(monthly, date(2024, 1, 31), "month") == Since("month", None, None, "month", "no_history")


def test_in_mid_month_the_month_before_is_28_days_older():
    shop = Shop()
    for day in ("2024-04-10", "2024-05-10", "2024-06-14"):
        shop.order("ann", day, 100)
    connection = shop.build(NOW)
    assert since(connection, date(2024, 6, 14), "month").as_of == APRIL
    assert since(connection, date(2024, 6, 14), "import", date(2024, 6, 13)).as_of == MAY


def test_warming_up_is_nothing_to_compare_with():
    shop = Shop()
    for month in range(18):
        shop.order("ann", f"{2023 + month // 12}-{month % 12 + 1:02d}-05", 100)
    shop.order(None, "2024-06-30", 1)
    connection = shop.build()
    assert since(connection, date(2024, 1, 31), "month").missing == "no_history"
    assert since(connection, date(2024, 2, 29), "month").as_of == date(2024, 1, 31)


def test_months_still_being_labelled_or_compared():
    shop = Shop()
    for day in ("2024-04-10", "2024-05-10", "2024-06-30"):
        shop.order("ann", day, 100)
    connection = shop.build(NOW, history=False)
    assert since(connection, AS_OF, "month").missing == "pending"
    shop.build(NOW)
    connection.execute("delete from finished_work where work = 'compare' and as_of = date '2024-06-30'")
    assert since(connection, AS_OF, "month") == Since("month", None, None, "month", "pending")
