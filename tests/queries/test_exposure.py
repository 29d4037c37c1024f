"""What hangs on key customers: at risk, and measured as not fond of us."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest

from crm_core.queries import exposure
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from tests.queries.silent_shop import silent_shop
from tests.shop import Shop

AS_OF = date(2024, 6, 30)
ALL_A = Settings(tier_method="amount", tier_amount_a=100, tier_amount_b=1)


def shop_of_six():
    """Beside the silent ones weak, who said that they do not like us, as loyal said the opposite."""
    shop = silent_shop()
    shop.order("weak", "2024-06-20", 600)
    shop.answer("weak", "2024-06-21", 3)
    shop.answer("loyal", "2024-06-21", 9)
    return shop


def parts(found, side):
    frame = found.parts[found.parts["side"] == side]
    return {row["part"]: (row["customers"], row["revenue"]) for row in frame.to_dict("records")}


def test_the_two_sides_hold_the_same_revenue_of_key_customers():
    found = exposure.exposure(shop_of_six().build(ALL_A), Scope(AS_OF))
    assert found.previous == date(2024, 5, 31)
    assert parts(found, "stage") == {
        "keeping": (2, 1600.0),
        "wavering": (1, 300.0),
        "lost_since": (1, 400.0),
        "lost_before": (1, 500.0),
    }
    assert parts(found, "attitude") == {"weak": (1, 600.0), "strong": (1, 1000.0), "unknown": (3, 1200.0)}
    assert parts(found, "either") == {"exposed": (3, 1300.0)}
    assert found.share("wavering", "lost_since") == pytest.approx(700 / 2800)
    assert (found.customers("weak"), found.revenue("weak", "strong")) == (1, 1600.0)


def test_an_estimated_attitude_is_never_weak():
    shop = Shop()
    for day in ("2024-04-01", "2024-05-01", "2024-05-11", "2024-05-21"):
        shop.order("late", day, 200)
    shop.order("now", "2024-06-30", 1)
    found = exposure.exposure(shop.build(ALL_A, history=False), Scope(AS_OF))
    assert shop.newest("quadrant", "attitude_source")["late"] == ("spurious", "estimated")
    assert parts(found, "attitude") == {"estimated": (1, 800.0)}


def test_one_who_is_both_at_risk_and_weak_is_counted_once():
    shop = shop_of_six()
    shop.answer("waver", "2024-06-21", 1)
    shop.answer("gone", "2024-06-21", 1)
    connection = shop.build(ALL_A)
    found = exposure.exposure(connection, Scope(AS_OF))
    assert parts(found, "either") == {"exposed": (3, 1300.0)}
    assert found.customers("weak") == 3
    names = exposure.names(connection, Scope(AS_OF), 2800.0)
    assert list(zip(names["customer"], names["is_at_risk"], names["is_weak"], strict=True)) == [
        ("weak", False, True),
        ("gone", True, True),
        ("waver", True, True),
    ]


def test_names_with_their_days():
    frame = exposure.names(shop_of_six().build(ALL_A), Scope(AS_OF), 2850.0)
    columns = ["customer", "revenue", "stage", "quadrant", "attitude_source", "wavering_since", "lost_on"]
    shown = frame[columns].astype(object).where(frame[columns].notna(), None)
    days = [tuple(value.date() if isinstance(value, pd.Timestamp) else value for value in row) for row in shown.values]
    assert days == [
        ("weak", 600.0, "acquainted", "no_loyalty", "measured", None, None),
        ("gone", 400.0, "lost", "unmeasured_occasional", None, date(2024, 5, 10), date(2024, 6, 24)),
        ("waver", 300.0, "wavering", "unmeasured_occasional", None, date(2024, 6, 16), date(2024, 7, 31)),
    ]
    assert frame["share"].tolist() == pytest.approx([600 / 2850, 400 / 2850, 300 / 2850])


def test_the_days_are_those_on_which_the_stages_begin():
    shop = shop_of_six()
    shop.order("loyal", "2024-07-31", 1)
    shop.build(ALL_A)
    assert shop.at("2024-06-30", "stage")["waver"] == "wavering"
    assert shop.newest("recency_days", "stage")["waver"] == (91, "lost")


def test_names_are_cut_to_the_largest_and_files_hold_all():
    connection = shop_of_six().build(ALL_A)
    assert exposure.names(connection, Scope(AS_OF), 1.0, at_most=1)["customer"].tolist() == ["weak"]
    chunks = list(exposure.chunks(connection, Scope(AS_OF), 1.0))
    assert pd.concat(chunks)["customer"].tolist() == ["weak", "gone", "waver"]


def test_without_the_month_before_nobody_is_lost_since():
    shop = shop_of_six()
    found = exposure.exposure(shop.build(ALL_A, history=False), Scope(AS_OF))
    assert found.previous is None
    assert parts(found, "stage")["lost_before"] == (2, 900.0)
    assert exposure.names(shop.connection, Scope(AS_OF), 1.0)["customer"].tolist() == ["weak", "waver"]


def test_a_part_of_the_shop():
    shop = shop_of_six()
    shop.customer("gone", region="North")
    shop.customer("waver", region="South")
    connection = shop.build(ALL_A)
    scope = Scope(AS_OF, regions=("North",))
    assert parts(exposure.exposure(connection, scope), "stage") == {"lost_since": (1, 400.0)}
    assert exposure.names(connection, scope, 400.0)["customer"].tolist() == ["gone"]


def test_nobody_in_a():
    shop = Shop()
    shop.order("ann", "2024-01-09", 20)
    connection = shop.build(Settings(tier_method="amount", tier_amount_a=100, tier_amount_b=1), history=False)
    found = exposure.exposure(connection, Scope(date(2024, 1, 9)))
    assert found.parts.empty
    assert (found.customers("weak"), found.revenue("weak"), found.share("weak")) == (0, 0.0, 0.0)
    assert len(list(exposure.chunks(connection, Scope(date(2024, 1, 9)), 1.0))) == 1


@pytest.mark.parametrize("seed", range(5))
def test_against_plain_python(seed):
    chance = random.Random(seed)
    shop = Shop()
    for _ in range(120):
        day = date(2023, 1, 1) + timedelta(days=chance.randrange(540))
        shop.order(f"c{chance.randrange(25)}", day.isoformat(), chance.choice([20, 50, 300]))
    for place in range(0, 25, 2):
        shop.answer(f"c{place}", "2024-03-01", chance.randrange(11))
    shop.order("c0", "2024-06-30", 30)
    connection = shop.build()
    now = shop.newest("tier", "stage", "quadrant", "attitude_source", "revenue")
    then = shop.at("2024-05-31", "stage")
    exposed = set()
    expected = {"wavering": 0.0, "lost_since": 0.0, "lost_before": 0.0, "keeping": 0.0}
    for name, (tier, stage, quadrant, source, revenue) in now.items():
        if tier != "A":
            continue
        if stage == "lost":
            part = "lost_before" if then.get(name) == "lost" else "lost_since"
        else:
            part = "wavering" if stage == "wavering" else "keeping"
        expected[part] += float(revenue)
        if part in ("wavering", "lost_since") or (source == "measured" and quadrant in ("spurious", "no_loyalty")):
            exposed.add(name)
    found = exposure.exposure(connection, Scope(AS_OF))
    assert {part: found.revenue(part) for part in expected} == expected
    assert set(exposure.names(connection, Scope(AS_OF), 1.0)["customer"]) == exposed
    assert found.customers("exposed") == len(exposed)
