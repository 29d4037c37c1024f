"""Do the lost come back: the cut-offs tried, the one that is suggested, and when the label must say it."""

from datetime import date

import pytest

from crm_core import building, database
from crm_core.queries import lost_returns
from crm_core.queries.lost_returns import Lost
from crm_core.settings import Settings
from crm_core.statistics import wilson
from tests.shop import Shop

AS_OF, END = date(2024, 1, 31), date(2024, 7, 31)


def shop_where(tried: dict[float, tuple[int, int]], **settings):
    """A shop in which of those silent for longer than a cut-off some came back: cut-off → (returned, customers)."""
    shop = Shop()
    shop.order("ann", "2024-01-10", 1)
    connection = shop.build(Settings(**settings), history=False)
    for overdue_over, (returned, customers) in tried.items():
        connection.execute("insert into return_rows values (?, ?, ?, ?, ?)",
                           [AS_OF, END, overdue_over, customers, returned])  # fmt: skip
    return connection


def test_lost_at_the_present_cut_off():
    connection = shop_where({1.5: (50, 100), 2: (30, 90), 3: (14, 70), 4: (5, 60)})
    found = lost_returns.lost(connection)
    assert found == Lost(AS_OF, END, 70, 14, at_most=0.2, worth_saying=0.4, suggested=3.0)
    assert (found.share, found.holds, found.is_enough) == (0.2, True, True)


@pytest.mark.parametrize(
    ("tried", "suggested"),
    [
        ({2: (0, 30), 3: (40, 80)}, 2),
        ({2: (50, 90), 3: (40, 80), 4: (12, 60), 6: (1, 50)}, 4),
        ({2: (50, 90), 3: (40, 80), 4: (13, 60), 6: (8, 40)}, 6),
        ({2: (50, 90), 3: (40, 80), 4: (30, 60), 6: (20, 40), 8: (0, 29)}, None),
        ({2: (50, 90), 3: (40, 80), 5: (0, 60), 6: (20, 40), 12: (0, 40)}, None),
    ],
)
def test_the_smallest_cut_off_that_fits_is_suggested(tried, suggested):
    assert lost_returns.lost(shop_where(tried)).suggested == suggested


def test_a_cut_off_up_to_that_of_wavering_is_not_suggested():
    tried = {2: (0, 90), 3: (0, 80), 4: (0, 60), 8: (9, 40)}
    assert lost_returns.lost(shop_where(tried, wavering_overdue=3, lost_overdue=8)).suggested == 4


def test_a_share_that_is_the_limit_still_fits():
    # 0.29 · 100 is 28.999999999999996 in floating point.
    assert lost_returns.lost(shop_where({3: (29, 100)}, returned_at_most=0.29)).holds
    assert not lost_returns.lost(shop_where({3: (30, 100)}, returned_at_most=0.29)).holds


def test_without_a_full_horizon_there_is_nothing_to_say():
    connection = shop_where({})
    assert lost_returns.lost(connection) is None
    assert lost_returns.lost_returned(connection) is None
    assert lost_returns.cut_offs(connection).empty


def test_the_build_says_whether_the_cut_offs_are_tried():
    shop = Shop()
    shop.order("ann", "2024-01-10", 1)
    connection = shop.build(history=False)
    assert not lost_returns.is_tried(connection)
    building.fill_history(connection)
    assert lost_returns.is_tried(connection)


def test_cut_offs_tell_the_present_its_half_and_its_double():
    frame = lost_returns.cut_offs(shop_where({1.5: (3, 30), 3: (1, 29), 6: (0, 0), 8: (0, 0)}))
    columns = ["overdue_over", "is_present", "is_half_or_double", "can_be_suggested", "is_enough"]
    assert frame[columns].values.tolist() == [
        [1.5, False, True, False, True],
        [3.0, True, False, True, False],
        [6.0, False, True, True, False],
        [8.0, False, False, True, False],
    ]
    assert frame["share"].tolist()[:2] == [0.1, 1 / 29]
    assert frame["share"].isna().tolist()[2:] == [True, True]
    assert (frame["low"].iloc[0], frame["high"].iloc[0]) == wilson(3, 30)


@pytest.mark.parametrize(
    ("returned", "customers", "said"), [(41, 100, 0.41), (40, 100, None), (29, 29, None), (15, 30, 0.5), (0, 0, None)]
)
def test_the_label_says_it_where_more_than_forty_of_a_hundred_came_back(returned, customers, said):
    assert lost_returns.lost_returned(shop_where({3: (returned, customers)})) == said


def test_a_database_without_a_build_says_nothing():
    assert lost_returns.lost_returned(database.open_database(":memory:")) is None
