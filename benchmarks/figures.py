"""Numbers about numbers: how a time grows with the size, and which time so many of a hundred runs stay within."""

from collections.abc import Sequence
from math import ceil, log


def exponent(sizes: tuple[int, int], times: tuple[float, float]) -> float:
    """The k for which the time grows as size to the power of k: 1 is linear. Times in one unit, above 0."""
    return log(times[1] / times[0]) / log(sizes[1] / sizes[0])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share (0-1) of them do not exceed. ValueError without values."""
    if not values:
        raise ValueError("there is nothing to take a percentile of")
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]
