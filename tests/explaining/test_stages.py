"""Why a stage, what comes without a purchase, and what it takes to the next: each rule written out by hand."""

from datetime import date, timedelta

from crm_core.settings import Settings
from tests.explaining.explained import four, one, reasons
from tests.shop import Shop, worked_example


def test_the_stages_of_the_worked_example():
    found = {name: r.stage for name, r in reasons(four()).items()}
    assert found["ann"] == (
        "Steady because bought on 4 days so far (4 or more). Wavering from 25 May 2024 without a purchase.",
        "Solid with 2 more purchase days, from 9 Jan 2025 on, if it does not waver before.",
    )
    assert found["bob"] == (
        "Wavering because silent for 85 days, 2.8 times the usual gap of 30 days: more than 1.5 times and more than "
        "30 days. Lost from 6 May 2024 without a purchase.",
        "Reserved with a purchase within 6 days, by 6 May 2024.",
    )
    assert found["cy"] == (
        "Reserved because bought on 2 days so far (2 or 3). Wavering from 20 May 2024 without a purchase.",
        "Steady with 2 more purchase days.",
    )
    assert found["dee"] == (
        "Acquainted because bought on one day so far, 1 Apr 2024. Wavering from 17 May 2024 without a purchase.",
        "Reserved with a purchase on another day.",
    )


def test_prospects_and_refunds_without_a_purchase():
    shop = Shop()
    shop.customer("eve", joined_on=date(2024, 4, 1))
    shop.order("ann", "2024-04-10", 10)
    shop.order("fay", "2024-04-10", -5)
    found = {name: r.stage for name, r in reasons(shop).items()}
    assert found["eve"] == ("Prospect because nothing was bought yet.", "Acquainted with a first purchase.")
    assert found["fay"] == (
        "Refund only because there is a refund but no purchase.",
        "Acquainted with a first purchase.",
    )


def lost_and_back(purchase=None, until="2024-08-31"):
    """ann bought on 1 January 2024, and the shop, two years old, knows no other rhythm than 90 days."""
    shop = Shop()
    shop.order("old", "2022-01-01", 10)
    shop.order("ann", "2024-01-01", 10)
    if purchase:
        shop.order("ann", purchase, 10)
    shop.order("tick", until, 10)
    return shop


def test_lost_and_won_back():
    assert one(lost_and_back(until="2024-10-31"), "ann").stage == (
        "Lost because silent for 304 days, 3.4 times the usual gap of 90 days: more than 3 times and more than 90 "
        "days.",
        "Won back with any purchase.",
    )
    assert one(lost_and_back("2024-11-20", "2024-11-30"), "ann").stage == (
        "Won back because lost at one of the 3 month ends before, and bought again on 20 Nov 2024. "
        # G is now the 324 days between ann's two: the usual gap is (2 · 324 + 324) / 3 = 324, 1.5 times it 486.
        "Wavering from 22 Mar 2026 without a purchase.",
        "Reserved after at most 3 month ends without wavering.",
    )


def test_lost_within_a_month_is_not_won_back_because_that_day_gives_way_to_the_months_end():
    assert one(lost_and_back(until="2024-10-15"), "ann").stage.way == "Won back with any purchase."
    assert one(lost_and_back(until="2024-09-29"), "ann").stage.way == "Reserved with any purchase."


def test_solid_and_almost_solid():
    shop = Shop()
    for number in range(6):
        shop.order("ann", str(date(2024, 1, 1) + timedelta(60 * number)), 10)
        shop.order("bob", str(date(2024, 8, 1) + timedelta(30 * number)), 10)
    shop.order("tick", "2024-12-31", 10)
    found = {name: r.stage for name, r in reasons(shop).items()}
    assert found["ann"] == (
        "Solid because bought on 6 days so far (6 or more), the first of them on 1 Jan 2024 (365 days before or more). "
        # G is the lower median of 30 and 60; the usual gap is (60 + 300) / 7 = 51.4, and 1.5 times it 77.1.
        "Wavering from 13 Jan 2025 without a purchase.",
        None,
    )
    assert found["bob"].way == "Solid from 1 Aug 2025, if it does not waver before."


def test_where_lost_comes_before_wavering_it_is_what_comes():
    found = one(worked_example(), "ann", Settings(wavering_days=200)).stage.why
    assert found.endswith("Lost from 9 Jul 2024 without a purchase.")


def test_one_day_is_one():
    shop = worked_example()
    shop.order("ann", "2024-05-05", 10)
    found = {name: r.stage.way for name, r in reasons(shop).items()}
    assert found["bob"] == "Reserved with a purchase within 1 day, by 6 May 2024."
    assert found["ann"] == "Solid with 1 more purchase day, from 9 Jan 2025 on, if it does not waver before."
    assert "more than 1.5 times and more than 1 day." in reasons(shop, Settings(wavering_days=1))["bob"].stage.why
