"""Wilson's interval against published numbers and its own definition."""

import pytest

from crm_core.statistics import Z_95, wilson


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
