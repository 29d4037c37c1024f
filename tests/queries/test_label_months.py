"""Labels by month: what each carried and brought, up to the month looked at."""

from datetime import date

import pytest

from crm_core.queries.label_months import by_month
from crm_core.queries.scope import Scope
from tests.shop import Shop


@pytest.fixture
def connection():
    shop = Shop()
    shop.order("ann", "2024-01-10", 90)
    shop.order("bob", "2024-01-20", 10)
    shop.order("ann", "2024-02-10", 60)
    shop.customer("bob", region="North")
    shop.customer("eve")
    return shop.build()


def rows(frame):
    return [(row.as_of.date(), row.label, row.customers, row.revenue) for row in frame.itertuples()]


def test_tiers_by_month(connection):
    frame = by_month(connection, Scope(date(2024, 2, 10)), "tier")
    assert rows(frame) == [
        (date(2024, 1, 31), "A", 1, 90.0),
        (date(2024, 1, 31), "B", 1, 10.0),
        (date(2024, 2, 10), "A", 1, 150.0),
        (date(2024, 2, 10), "B", 1, 10.0),
    ]
    assert frame["customer_share"].tolist() == [0.5] * 4
    assert frame["revenue_share"].tolist() == [0.9, 0.1, 0.9375, 0.0625]
    assert frame["warming_up"].all()


def test_only_up_to_the_month_looked_at_and_only_what_is_kept(connection):
    frame = by_month(connection, Scope(date(2024, 1, 31), regions=("North",)), "tier")
    assert rows(frame) == [(date(2024, 1, 31), "B", 1, 10.0)]


def test_quadrants_leave_out_who_has_no_tier(connection):
    frame = by_month(connection, Scope(date(2024, 2, 10)), "quadrant")
    assert rows(frame)[-2:] == [
        (date(2024, 2, 10), "loyal", 1, 150.0),
        (date(2024, 2, 10), "unmeasured_occasional", 1, 10.0),
    ]
