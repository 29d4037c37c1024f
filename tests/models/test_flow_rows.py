"""The leaky bucket of a month, row by row, on customers one can count on one's fingers."""

from datetime import date
from decimal import Decimal

import pytest

from crm_core.settings import Settings
from tests.shop import Shop

HASTY = Settings(lost_overdue=1, lost_days=5, wavering_overdue=0.5, wavering_days=0)
COLUMNS = ("opening", "new", "first_seen", "returned", "lost", "reclassified", "closing")
MONEY = (
    "opening_revenue", "new_revenue", "first_seen_revenue", "returned_revenue", "lost_revenue", "reclassified_revenue",
    "stayed_change", "closing_revenue",
)  # fmt: skip


@pytest.fixture
def shop():
    return Shop()


def of_month(connection, as_of: str, columns: tuple[str, ...]) -> dict[str | None, tuple[object, ...]]:
    rows = connection.execute(
        f"select s.region, {', '.join(columns)} from flow_rows as f inner join scopes as s using (scope_key)"
        " where f.as_of = $as_of",
        {"as_of": date.fromisoformat(as_of)},
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_who_comes_back_and_is_lost_again_within_a_month_is_counted_in_both(shop):
    # 31 January: silent for 20 days, twice the usual gap of 10. 29 February: silent for 24 days, 1.4 gaps of 17.5.
    for day in ("2024-01-01", "2024-01-11", "2024-02-05"):
        shop.order("ann", day, 10)
    shop.order(None, "2024-02-29", 1)
    connection = shop.build(HASTY)
    assert of_month(connection, "2024-02-29", COLUMNS) == {None: (0, 0, 0, 1, 1, 0, 0)}
    assert of_month(connection, "2024-02-29", MONEY) == {None: tuple(map(Decimal, (0, 0, 0, 30, 30, 0, 0, 0)))}


def test_every_scope_has_its_own_bucket_and_none_where_nobody_ever_bought(shop):
    for name, region in (("ann", "north"), ("bob", "south"), ("cy", "east")):
        shop.customer(name, region=region)
    shop.order("ann", "2024-01-31", 100)
    shop.order("ann", "2024-02-10", 50)
    shop.order("bob", "2024-02-29", 70)
    connection = shop.build()
    assert of_month(connection, "2024-02-29", COLUMNS) == {
        "north": (1, 0, 0, 0, 0, 0, 1),
        "south": (0, 1, 1, 0, 0, 0, 1),
    }
    assert of_month(connection, "2024-02-29", MONEY) == {
        "north": tuple(map(Decimal, (100, 0, 0, 0, 0, 0, 50, 150))),
        "south": tuple(map(Decimal, (0, 70, 70, 0, 0, 0, 0, 70))),
    }
