"""Small statistics that several pages use."""

from math import sqrt

# Two-sided 95 %: the standard normal distribution's 0.975 quantile.
Z_95 = 1.959963984540054
ENOUGH = 30  # customers (definitions, section 12): a smaller group says nothing


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, as (low, high) within 0 and 1.

    Wilson's score interval (1927): unlike the share plus or minus two standard errors, it stays within 0 and 1, and
    holds for small n. Raises ValueError unless 0 <= successes <= n and n > 0.
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"No share of {successes} in {n}.")
    share = successes / n
    z2 = Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z_95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # Rounding may leave 1e-17 where the formula gives exactly 0 or 1.
    low = 0.0 if successes == 0 else centre - reach
    high = 1.0 if successes == n else centre + reach
    return low, high
