"""The axes of bars of money hold every bar, those below zero too."""

from datetime import date

import pandas as pd
import pytest

from crm_core.charts import forecast, revenue_months
from crm_core.charts.theme import Look

LOOK = Look("en", False, "EUR", None)


def test_revenue_that_refunds_without_a_customer_take_back_has_room_on_both_sides():
    months = pd.DataFrame(
        {
            "month": pd.to_datetime([date(2024, 1, 1), date(2024, 2, 1)]),
            "revenue": [600.0, 600.0],
            "identified": [1000.0, 900.0],
            "unidentified": [-400.0, -300.0],
            "year_before_same_days": [None, None],
        }
    )
    low, high = revenue_months._money_axis(months, LOOK)["range"]
    assert (low, high) == (pytest.approx(-400), pytest.approx(1080))


def test_a_tier_that_only_gave_back_has_its_bar():
    found = pd.DataFrame(
        {
            "tier": ["A", None],
            "customers": [3, 2],
            "window_revenue": [1000.0, -300.0],
            "expected_revenue": [900.0, 0.0],
            "expected_purchases": [9.0, 0.0],
        }
    )
    low, high = forecast.by_tier(found, {"A": "A", None: "No tier"}, 12, LOOK).to_dict()["layout"]["xaxis"]["range"]
    assert low < -300 < 1000 < high
