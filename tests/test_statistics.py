"""Wilson's interval against published numbers and its own definition."""

import pytest

from crm_core.statistics import Z_95, Z_ALARM, difference, standard_errors, wilson


def test_a_published_example() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 has the score interval .2553 to .3662."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_published_examples_at_the_edge() -> None:
    """The same table: 0 of 20 gives 0 to .1611, 1 of 29 gives .0061 to .1718."""
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@pytest.mark.parametrize(("successes", "n"), [(1, 2), (3, 10), (29, 30), (400, 1000)])
def test_its_ends_are_the_shares_that_z_standard_errors_reach(successes: int, n: int) -> None:
    """The definition: |p̂ − p| = z · sqrt(p (1 − p) / n) at both ends."""
    share = successes / n
    for end in wilson(successes, n):
        assert abs(share - end) == pytest.approx(Z_95 * (end * (1 - end) / n) ** 0.5)


def test_nobody_and_all() -> None:
    """The ends that the share itself touches are exact; the other is not."""
    low, high = wilson(0, 7)
    assert low == 0.0
    assert 0 < high < 1
    low, high = wilson(7, 7)
    assert 0 < low < 1
    assert high == 1.0


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_no_share_of_nothing(successes: int, n: int) -> None:
    """An impossible count is a mistake of the caller."""
    with pytest.raises(ValueError, match="No share of"):
        wilson(successes, n)


def test_the_published_examples_of_a_difference() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: 56/70 less 48/80, and 9/10 less 3/10."""
    assert difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert difference(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)


def test_more_certainty_makes_intervals_wider() -> None:
    """The interval at three standard errors holds that at two."""
    narrow, wide = difference(56, 70, 48, 80), difference(56, 70, 48, 80, Z_ALARM)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_two_counts_apart() -> None:
    """36 and 64: 28 apart, and the standard error of the difference is 10."""
    assert standard_errors(36, 64) == -2.8
    assert standard_errors(0, 0) == 0.0
