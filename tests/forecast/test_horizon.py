"""The quarters that a forecast is cut in."""

from datetime import date

import pytest

from crm_core.forecast.horizon import months_later, pieces


def test_a_year_has_four_quarters():
    found = pieces(date(2024, 6, 30), 12, 0.10)
    ends = [date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31), date(2025, 6, 30)]
    assert [piece.weeks for piece in found] == [(end - date(2024, 6, 30)).days / 7 for end in ends]
    assert [piece.worth for piece in found] == pytest.approx([1.1**-0.125, 1.1**-0.375, 1.1**-0.625, 1.1**-0.875])


@pytest.mark.parametrize(("months", "count", "last"), [(3, 1, 1.5), (4, 2, 3.5), (24, 8, 22.5)])
def test_other_lengths_end_in_what_is_left(months, count, last):
    found = pieces(date(2024, 1, 15), months, 0.10)
    assert len(found) == count
    assert found[-1].worth == pytest.approx(1.1 ** -(last / 12))


def test_without_a_discount_all_money_is_worth_the_same():
    assert {piece.worth for piece in pieces(date(2024, 1, 15), 12, 0.0)} == {1.0}


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 15), 1, date(2024, 2, 15)),
        (date(2023, 1, 30), 1, date(2023, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 31), 6, date(2025, 6, 30)),
    ],
)
def test_the_last_day_of_a_month_stays_the_last_day(day, months, later):
    assert months_later(day, months) == later
