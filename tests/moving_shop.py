"""A shop in which every kind of move between tiers happens once between January 2024 and January 2025."""

from datetime import date

from tests.shop import Shop

THEN, NOW = date(2024, 1, 31), date(2025, 1, 31)
NASTY = "![](http://x.test/a.png) **b** <b>x</b> $1$"


def moving_shop(path: str = ":memory:") -> Shop:
    """Values by window: big 500 → none, mid 300 → 300, shrink 300 → 40, low 150 → 2000, tiny 50 → 50, fresh none → 10.

    Then 80 % of 1,300 are 1,040: big, mid and shrink are A (from 300), low is B, tiny C. Now 80 % of 2,400 are 1,920,
    95 % 2,280: low is A, mid B (its 300 would still be A at the old line), the others C. tiny was away in between.
    """
    shop = Shop(path)
    shop.order("old", "2021-12-01", 5)
    for name, amount in (("big", 500), ("mid", 300), ("shrink", 300), ("low", 150)):
        shop.order(name, "2023-06-15", amount)
    for name, amount in (("mid", 300), ("shrink", 40), ("low", 2000)):
        shop.order(name, "2024-06-15", amount)
    shop.order("tiny", "2023-02-10", 50)
    shop.order("tiny", "2025-01-10", 50)
    shop.order("fresh", "2025-01-12", 10)
    shop.order(None, "2025-01-31", 7)
    shop.customer("big", name=NASTY, region="North", owner="Amy")
    shop.customer("low", region="North")
    return shop
