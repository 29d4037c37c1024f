"""A shop in which silence counts: one customer sets the rhythm, and others have been still for longer and longer."""

from tests.shop import Shop


def silent_shop() -> Shop:
    """The rhythm is 30 days, set by loyal; who bought once wavers from day 46 on and is lost from day 91 on.

    Days of silence on 30 June 2024: loyal 0, waver 60, small 60, gone 97 (lost since 24 June), before 160.
    """
    shop = Shop()
    for day in ("2024-03-02", "2024-04-01", "2024-05-01", "2024-05-31", "2024-06-30"):
        shop.order("loyal", day, 200)
    shop.order("waver", "2024-05-01", 300)
    shop.order("gone", "2024-03-25", 400)
    shop.order("before", "2024-01-22", 500)
    shop.order("small", "2024-05-01", 50)
    return shop
