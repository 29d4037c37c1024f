"""Bars by month, of which the first of a shop's data may be cut off."""

import pytest

from crm_core.charts import settled


def test_months_without_enough_history_are_cut_off_where_others_show_how_long_bars_are():
    sizes = ([900, 100, 80, 90], [0, 40, 50, 20], [True, False, False, False])
    assert settled.edges(*sizes) == pytest.approx((-57.5, 115))
    assert settled.is_cut(*sizes)


def test_one_month_that_is_not_over_does_not_cut_all_others_off():
    sizes = ([900, 500, 500, 30], [0, 40, 50, 2], [True, True, False, False])
    assert settled.edges(*sizes) == pytest.approx((-57.5, 1035))
    assert not settled.is_cut(*sizes)
