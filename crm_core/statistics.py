"""Small statistics that several pages use."""

from math import sqrt

# Two-sided 95 %: the standard normal distribution's 0.975 quantile.
Z_95 = 1.959963984540054
# Of a thousand comparisons in which nothing changed, about three lie beyond it, half of them on the bad side: so many
# things are compared at each import that an alarm must be rarer than one in twenty.
Z_ALARM = 3.0
ENOUGH = 30  # customers (definitions, section 12): a smaller group says nothing


def wilson(successes: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The 95 % interval of a share, as (low, high) within 0 and 1; another one by another z.

    Wilson's score interval (1927): unlike the share plus or minus two standard errors, it stays within 0 and 1, and
    holds for small n. Raises ValueError unless 0 <= successes <= n and n > 0.
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"No share of {successes} in {n}.")
    share = successes / n
    z2 = z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # Rounding may leave 1e-17 where the formula gives exactly 0 or 1.
    low = 0.0 if successes == 0 else centre - reach
    high = 1.0 if successes == n else centre + reach
    return low, high


def difference(successes: int, n: int, successes_before: int, n_before: int, z: float = Z_95) -> tuple[float, float]:
    """The interval of the difference of two shares, now less before, as (low, high) within -1 and 1.

    Newcombe's hybrid score interval (1998, method 10), made of the two Wilson intervals. ValueError as by wilson.
    """
    now, before = successes / n if n else 0.0, successes_before / n_before if n_before else 0.0
    low, high = wilson(successes, n, z)
    low_before, high_before = wilson(successes_before, n_before, z)
    change = now - before
    return (
        change - sqrt((now - low) ** 2 + (high_before - before) ** 2),
        change + sqrt((high - now) ** 2 + (before - low_before) ** 2),
    )


def standard_errors(count: int, count_before: int) -> float:
    """How far two counts of rare, independent events are apart: their difference in its standard errors (Poisson)."""
    return (count - count_before) / sqrt(count + count_before) if count + count_before else 0.0
