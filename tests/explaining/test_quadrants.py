"""Why a quadrant, and what it takes to the next: each rule and each sign written out by hand."""

from datetime import date, timedelta

import pytest

from crm_core.settings import Settings
from tests.explaining.explained import four, one, reasons
from tests.shop import Shop, worked_example


def test_the_quadrants_of_measured_attitude():
    shop = Shop()
    for name, days, score in (("ann", 3, 9), ("bob", 3, 5), ("cy", 1, 7), ("dee", 1, 6)):
        for day in range(days):
            shop.order(name, str(date(2024, 4, 1) + timedelta(day)), 10)
        shop.answer(name, "2024-04-01", score)
    found = reasons(shop, Settings(repeat_method="fixed", repeat_fixed=3))
    assert found["ann"].quadrant == (
        "Loyal because bought on 3 days of the window (often from 3), and attitude is 90 of 100 by the newest survey "
        "answer (high from 70).",
        None,
    )
    assert found["bob"].quadrant == (
        "Spurious loyalty because bought on 3 days of the window (often from 3), and attitude is 50 of 100 by the "
        "newest survey answer (high from 70).",
        "Loyal with a survey answer of 7 or more on the scale 0–10.",
    )
    assert found["cy"].quadrant == (
        "Latent loyalty because bought on 1 day of the window (often from 3), and attitude is 70 of 100 by the newest "
        "survey answer (high from 70).",
        "Loyal with 2 more purchase days by 30 Apr 2024.",
    )
    assert found["dee"].quadrant.way == "Latent loyalty with a survey answer of 7 or more on the scale 0–10."


def test_the_quadrants_of_estimated_attitude():
    found = reasons(four())
    assert found["ann"].quadrant.why == (
        "Loyal because bought on 4 days of the window (often from 2), and attitude is 100 of 100 by estimate "
        "(high from 50): silent for 21 days, within the usual gap of 30 days."
    )
    # Two purchase days, 60 days apart: the usual gap is (2 · 30 + 60) / 3 = 40. With a third day p it is
    # (60 + (p − 20 Jan)) / 4; on 31 May, p = 2 May is 29 days back and (60 + 103) / 4 = 40.75.
    assert found["cy"].quadrant == (
        "Spurious loyalty because bought on 2 days of the window (often from 2), and attitude is 0 of 100 by estimate "
        "(high from 50): silent for 41 days, past the usual gap of 40 days.",
        "Loyal with 1 more purchase day by 31 May 2024.",
    )


def test_a_short_rhythm_says_from_when_a_purchase_counts():
    shop = Shop()
    for name, days in (("ann", (0, 5, 10)), ("bob", (0, 5, 10, 15, 20, 25, 30))):
        for day in days:
            shop.order(name, str(date(2024, 3, 31) + timedelta(day)), 10)
    # G = 5, four days with the next: (10 + (p − 31 Mar)) / 5 ≥ 31 May − p first on 22 May: 12.4 against 9; on 20 May
    # it is 12 against 11, on 19 May 11.8 against 12.
    found = one(shop, "ann", Settings(repeat_method="fixed", repeat_fixed=2))
    assert found.quadrant.way == "Loyal with 1 more purchase day from 20 May 2024 to 31 May 2024."


def test_breadth_is_a_sign_where_orders_say_what_they_consist_of():
    shop = Shop()
    for name, kinds in (("ann", "xyz"), ("bob", "x"), ("cy", "x")):
        order = shop.order(name, "2024-04-30", 10)
        for kind in kinds:
            shop.line(order, category=kind, line_amount=1)
    found = reasons(shop)
    assert found["ann"].quadrant == (
        "Latent loyalty because bought on 1 day of the window (often from 2), and attitude is 100 of 100 by estimate "
        "(high from 50): 3.0 kinds of goods a purchase day, at least the usual 1.0.",
        "Loyal with 1 more purchase day by 31 May 2024.",
    )
    narrow = reasons(shop, Settings(estimate_high=60))["ann"].quadrant.way
    assert narrow == "Loyal with 1 more purchase day from 1 May 2024 to 31 May 2024, as varied as before."


def test_fewer_kinds_than_usual():
    shop = Shop()
    for name, kinds in (("ann", "x"), ("bob", "xy"), ("cy", "xy")):
        order = shop.order(name, "2024-04-30", 10)
        for kind in kinds:
            shop.line(order, category=kind, line_amount=1)
    found = reasons(shop)["ann"].quadrant
    assert found.why.endswith("1.0 kinds of goods a purchase day, fewer than the usual 2.0.")
    assert found.way == "Loyal with 1 more purchase day by 31 May 2024."
    unmended = reasons(shop, Settings(estimate_high=60))["ann"].quadrant
    assert unmended.way == "Latent loyalty with a survey answer of 7 or more on the scale 0–10."


@pytest.mark.parametrize(
    ("estimates", "because"), [(True, "no sign to estimate it from"), (False, "estimates are switched off")]
)
def test_an_unknown_attitude(estimates, because):
    found = reasons(worked_example(), Settings(estimate_attitude=estimates))["dee"].quadrant
    assert found == (
        "Attitude unknown, buys seldom because bought on 1 day of the window (often from 2), and attitude is unknown: "
        f"no survey answer in 24 months, and {because}.",
        "Latent loyalty with a survey answer of 7 or more on the scale 0–10.",
    )


def test_more_purchase_days_than_days_are_left_carry_no_date():
    shop = Shop()
    shop.order("ann", "2024-04-28", 10)
    shop.answer("ann", "2024-04-28", 9)
    found = one(shop, "ann", Settings(repeat_method="fixed", repeat_fixed=5))
    assert found.quadrant.way == "Loyal with 4 more purchase days."


def test_two_signs_and_the_day_from_which_the_last_purchase_counts():
    shop = Shop()
    for name, days in (("ann", ("2024-04-20", "2024-04-30")), ("bob", ("2024-04-30",))):
        for day in days:
            shop.line(shop.order(name, day, 10), category=f"kind {day}", line_amount=1)
    assert one(shop, "ann").quadrant.why == (
        "Loyal because bought on 2 days of the window (often from 2), and attitude is 100 of 100 by estimate "
        "(high from 50): silent for 0 days, within the usual gap of 10 days and 1.0 kinds of goods a purchase day, "
        "at least the usual 1.0."
    )
    # G = 10, five days with two more: (20 + (p − 20 Apr)) / 5 ≥ 31 May − p first on 21 May, 10.2 against 10.
    often = {"repeat_method": "fixed", "repeat_fixed": 4}
    assert one(shop, "ann", Settings(**often)).quadrant.way == (
        "Loyal with 2 more purchase days by 31 May 2024, the last from 21 May 2024 on."
    )
    assert one(shop, "ann", Settings(**often, estimate_high=60)).quadrant.way == (
        "Loyal with 2 more purchase days by 31 May 2024, the last from 21 May 2024 on, all as varied as before."
    )


def test_one_month_is_one():
    shop = Shop()
    shop.order("ann", "2024-02-10", 10)
    shop.order("bob", "2024-04-30", 10)
    for estimates, because in ((True, "no sign to estimate it from"), (False, "estimates are switched off")):
        found = reasons(shop, Settings(window_months=1, survey_months=1, estimate_attitude=estimates))
        assert found["ann"].quadrant.why == "No quadrant because nothing was bought in the last 1 month."
        assert found["bob"].quadrant.why.endswith(f"no survey answer in 1 month, and {because}.")
        assert found["ann"].tier.why == (
            "No tier because the last purchase, on 10 Feb 2024, left the window of 1 month on 10 Mar 2024."
        )
        assert found["bob"].tier.why.startswith("A because £10 in the last 1 month ")
