"""What stands behind a snapshot, and what it may be compared with."""

from datetime import date

import pytest

from crm_core.queries.history import History, history
from crm_core.queries.scope import NoData
from crm_core.settings import Settings
from tests.shop import ALL_MONTHS, Shop


@pytest.fixture
def shop():
    shop = Shop()
    for day in ("2022-01-01", "2023-01-15", "2024-01-15"):
        shop.order("ann", day, 100)
    return shop


def test_the_newest_compares_with_the_day_a_year_before(shop):
    expected = History(False, date(2022, 1, 1), 745, date(2023, 1, 15), "")
    assert history(shop.build(), date(2024, 1, 15)) == expected


def test_a_year_before_that_is_warming_up_compares_with_nothing(shop):
    connection = shop.build(Settings(warming_up_days=381))
    assert history(connection, date(2024, 1, 15)) == History(False, date(2022, 1, 1), 745, None, "year_too_short")


def test_a_year_before_that_is_not_labelled_yet_compares_with_nothing(shop):
    found = history(shop.build(history=False), date(2024, 1, 15))
    assert (found.compared_with, found.missing) == (None, "pending")


def test_a_snapshot_without_a_year_behind_it(shop):
    expected = History(True, date(2022, 1, 1), 31, None, "too_short")
    assert history(shop.build(months=ALL_MONTHS), date(2022, 1, 31)) == expected


def test_a_year_before_that_is_not_among_the_months_kept(shop):
    found = history(shop.build(months=13), date(2023, 8, 31))
    assert (found.compared_with, found.missing) == (None, "not_kept")


def test_a_date_without_snapshot(shop):
    with pytest.raises(NoData, match="nothing to show"):
        history(shop.build(history=False), date(1999, 1, 1))
