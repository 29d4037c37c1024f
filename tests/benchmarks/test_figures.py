import pytest

from benchmarks.figures import exponent, percentile


def test_ten_times_the_time_for_ten_times_the_size_is_linear():
    assert exponent((1_000_000, 10_000_000), (2.0, 20.0)) == pytest.approx(1.0)


def test_a_hundred_times_the_time_for_ten_times_the_size_is_a_square():
    assert exponent((10, 100), (0.5, 50.0)) == pytest.approx(2.0)


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (0.75, 3), (1, 4), (0, 1)])
def test_a_percentile_is_one_of_the_values(share, value):
    assert percentile([4, 1, 3, 2], share) == value


def test_nothing_has_no_percentile():
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)
