"""BG/NBD: customers buy at random, each at its own rate, and after any purchase may leave for good.

Rates are Gamma(r, α) among customers, the probability of leaving after a purchase is Beta(a, b). Times in weeks.
Fader, Hardie & Lee (2005), Marketing Science 24(2).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from crm_core.forecast.histories import FEWEST_REPEATERS, Histories, Numbers, TooLittleData, dot
from crm_core.forecast.likelihood import Tables, log_likelihood, tables
from crm_core.forecast.search import Top, climb

# Of r, α ÷ mean T, a, b. So wide that no shop's best values lie there; where the data know no best value (nobody ever
# leaves, or all buy at one rate, so that the likelihood only levels off) they end the search.
LOWEST = np.log([1e-3, 1e-5, 1e-6, 1e-2])
HIGHEST = np.log([1e3, 1e5, 1e2, 1e4])
STARTS = tuple(product((0.3, 2.0), (0.05, 0.3, 2.0), ((0.5, 2.5), (0.05, 2.0), (2.0, 8.0))))
CLIMBS = 3
MANY_GROUPS = 40_000  # from here on a part of the customers says where the search for all begins


@dataclass(frozen=True)
class Fit:
    """The parameters of maximum likelihood. alpha in weeks; mean purchases a week = r / alpha of those who stay."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int
    repeat_customers: int
    converged: bool


def fit(histories: Histories, at_least: int = FEWEST_REPEATERS) -> Fit | TooLittleData:
    """The parameters under which these histories are likeliest; TooLittleData if fewer than `at_least` came back."""
    if histories.repeat_customers < max(at_least, 1):
        return TooLittleData(histories.customers, histories.repeat_customers)
    scale = dot(histories.n, histories.T) / histories.customers
    data = tables(histories, scale)
    found = _best(data, _starts(histories, scale))
    r, alpha, a, b = (float(value) for value in np.exp(found.logs))
    return Fit(
        r, alpha * scale, a, b, found.log_likelihood, histories.customers, histories.repeat_customers,
        found.converged,
    )  # fmt: skip


def _starts(histories: Histories, scale: float) -> list[Numbers]:
    """Where the search begins: the best of a few places; with many groups, what a part of them has for its best."""
    groups = len(histories.x)
    if groups > MANY_GROUPS:
        part = slice(None, None, -(-groups // (MANY_GROUPS // 4)))
        some = Histories(histories.x[part], histories.t_x[part], histories.T[part], histories.n[part])
        if some.repeat_customers >= FEWEST_REPEATERS:
            return [_best(tables(some, scale), _starts(some, scale)).logs]
    data = tables(histories, scale)
    places = [np.log([r, alpha, *leaving]) for r, alpha, leaving in STARTS]
    return sorted(places, key=lambda logs: -log_likelihood(logs, data)[0])[:CLIMBS]


def _best(data: Tables, starts: list[Numbers]) -> Top:
    """The highest place that a search from any of the starts ends at."""
    tops = (climb(lambda logs: log_likelihood(logs, data), start, LOWEST, HIGHEST, data.customers) for start in starts)
    return max(tops, key=lambda top: top.log_likelihood)
