"""The likelihood of purchase histories under BG/NBD, with its gradient.

Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
Marketing Science 24(2), equation 6, written as in Fader & Hardie, "Implementing the BG/NBD Model for Customer Base
Analysis in Excel" (2005): L = A1 · A2 · (A3 + A4), the last one only where x > 0, with

    A1 = Γ(r+x) α^r / Γ(r)                       A3 = (α+T)^-(r+x)
    A2 = Γ(a+b) Γ(b+x) / (Γ(b) Γ(a+b+x))         A4 = a / (b+x-1) · (α+t_x)^-(r+x)

As x is a whole number, a ratio of gammas is a product of x factors, and a difference of digammas a sum of x fractions:
taken so both are exact at any size of the parameters, and all x share one running sum.
"""

from dataclasses import dataclass

import numpy as np

from crm_core.forecast.histories import Histories, Numbers, Places, dot, sums


@dataclass(frozen=True, eq=False)
class Tables:
    """Histories taken apart, once for all evaluations. Times are counted in units of `scale` weeks.

    Only groups with x > 0 need their t_x and T together; all the rest is sums by value.
    """

    scale: float
    customers: float
    values: Places  # distinct x, rising
    customers_of_x: Numbers
    times: Numbers  # distinct t_x and T
    customers_of_T: Numbers  # by `times`
    repeats_of_T: Numbers  # by `times`: customers times x
    x: Numbers  # one for each group with x > 0, as are the next four
    n: Numbers
    at_x: Places
    at_t_x: Places
    at_T: Places


def tables(histories: Histories, scale: float) -> Tables:
    """The histories as `log_likelihood` wants them."""
    n, x = histories.n, histories.x
    again = x > 0
    values, at_x = np.unique(x.astype(np.intp), return_inverse=True)
    times, at = np.unique(np.concatenate([histories.t_x, histories.T]), return_inverse=True)
    at_t_x, at_T = np.split(at, 2)
    return Tables(
        scale, float(n.sum()), values, sums(at_x, n, len(values)), times / scale, sums(at_T, n, len(times)),
        sums(at_T, n * x, len(times)), x[again], n[again], at_x[again], at_t_x[again], at_T[again],
    )  # fmt: skip


def log_likelihood(logs: Numbers, data: Tables) -> tuple[float, Numbers]:
    """The log-likelihood at the logarithms of (r, α ÷ scale, a, b), and its gradient by them, shape (4,)."""
    r, alpha, a, b = np.exp(logs)
    value, (by_r, by_a, by_b) = _gammas(r, a, b, data)
    time, one_over = np.log(alpha + data.times), 1 / (alpha + data.times)
    power = r * data.customers_of_T + data.repeats_of_T
    repeats = float(data.repeats_of_T.sum())
    value += r * logs[1] * data.customers - dot(power, time) - repeats * float(np.log(data.scale))
    by_r += logs[1] * data.customers - dot(data.customers_of_T, time)
    by_alpha = r / alpha * data.customers - dot(power, one_over)
    # A3 + A4 = A3 · (1 + e^odds); the share e^odds / (1 + e^odds) of the likelihood says that the customer has left.
    waited = time[data.at_T] - time[data.at_t_x]
    odds = (np.log(a) - np.log(b + np.maximum(data.values, 1) - 1))[data.at_x] + (r + data.x) * waited
    small = np.exp(-np.abs(odds))
    value += dot(data.n, np.maximum(odds, 0) + np.log1p(small))
    left = np.where(odds >= 0, 1.0, small) / (1 + small) * data.n
    left_of_x = sums(data.at_x, left, len(data.values))
    by_r += dot(left, waited)
    by_alpha += dot(left * (r + data.x), one_over[data.at_T] - one_over[data.at_t_x])
    by_a += float(left_of_x.sum()) / a
    by_b -= float(np.sum(left_of_x / (b + np.maximum(data.values, 1) - 1)))
    return value, np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])


def _gammas(r: float, a: float, b: float, data: Tables) -> tuple[float, tuple[float, float, float]]:
    """ln Γ(r+x)/Γ(r) + ln A2 of all customers, and its derivatives by r, a and b."""
    ln_r, one_over_r = _risen(r, data)
    ln_b, one_over_b = _risen(b, data)
    ln_ab, one_over_ab = _risen(a + b, data)
    n = data.customers_of_x
    return dot(n, ln_r + ln_b - ln_ab), (
        dot(n, one_over_r),
        -dot(n, one_over_ab),
        dot(n, one_over_b - one_over_ab),
    )


def _risen(start: float, data: Tables) -> tuple[Numbers, Numbers]:
    """For each distinct x: ln Γ(start+x) - ln Γ(start), and its derivative ψ(start+x) - ψ(start)."""
    factors = start + np.arange(data.values[-1])
    sums = np.zeros((2, len(factors) + 1))
    np.cumsum(np.log(factors), out=sums[0, 1:])
    np.cumsum(1 / factors, out=sums[1, 1:])
    return sums[0, data.values], sums[1, data.values]
