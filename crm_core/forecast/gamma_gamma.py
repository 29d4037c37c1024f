"""Gamma-Gamma: what a customer spends on a purchase day, learned from its repeat days and from the other customers.

Spend of a day is Gamma(p, ν), and ν is Gamma(q, γ) among customers, whatever the rate at which they buy.
Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value"; Fader, Hardie & Lee (2005), "RFM and CLV".
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from crm_core.forecast.histories import FEWEST_REPEATERS, Numbers, Places, TooLittleData, dot, sums
from crm_core.forecast.search import Top, climb

# Of p, q and γ ÷ mean spend. The mean of all customers, p·γ / (q-1), exists from q = 1 on: just above it a few large
# customers would decide what a customer without repeat days is expected to spend.
LOWEST = np.log([1e-2, 1.1, 1e-4])
HIGHEST = np.log([1e3, 1e3, 1e5])
STARTS = tuple(np.log(start) for start in ((1.0, 3.0, 2.0), (6.0, 4.0, 0.5), (2.0, 1.5, 0.3), (30.0, 30.0, 1.0)))
FEW_GROUPS = 10_000  # with many more, a part of them says where the search for all begins


@dataclass(frozen=True)
class Fit:
    """The parameters of maximum likelihood; gamma in money. Mean spend of a purchase day = p · gamma / (q - 1)."""

    p: float
    q: float
    gamma: float
    log_likelihood: float
    customers: int
    converged: bool

    @property
    def mean_spend(self) -> float:
        """What a purchase day of a customer without repeat days is expected to bring."""
        return self.p * self.gamma / (self.q - 1)


@dataclass(frozen=True, eq=False)
class Tables:
    """Repeat spend taken apart, once for all evaluations. Spend is counted in units of `scale`."""

    scale: float
    customers: float
    values: Numbers  # distinct x
    customers_of_x: Numbers
    logs_of_x: Numbers  # sum of ln(total spend), by `values`
    sum_of_logs: float  # of ln(mean spend)
    x: Numbers  # one for each group, as are the next three
    total: Numbers
    n: Numbers
    at: Places


def fit(x: Numbers, spend: Numbers, n: Numbers | float = 1.0, at_least: int = FEWEST_REPEATERS) -> Fit | TooLittleData:
    """The parameters under which these groups' mean spend of x repeat days is likeliest; all arrays of one shape.

    Only groups with x > 0 and spend > 0 say anything; TooLittleData if they hold fewer than `at_least` customers.
    """
    x, spend, n = np.broadcast_arrays(np.asarray(x, float), np.asarray(spend, float), np.asarray(n, float))
    told = (x > 0) & (spend > 0)
    if n[told].sum() < max(at_least, 1):
        return TooLittleData(int(n.sum()), int(n[told].sum()))
    x, spend, n = x[told], spend[told], n[told]
    scale = float(np.exp(dot(n, np.log(spend)) / n.sum()))
    data, part = tables(x, spend, n, scale), slice(None, None, max(1, len(x) // FEW_GROUPS))
    some = tables(x[part], spend[part], n[part], scale)
    start = max(STARTS, key=lambda logs: log_likelihood(logs, some)[0])
    found = _climb(_climb(start, some).logs if len(x) > FEW_GROUPS else start, data)
    p, q, gamma = (float(value) for value in np.exp(found.logs))
    return Fit(p, q, gamma * data.scale, found.log_likelihood, int(data.customers), found.converged)


def _climb(start: Numbers, data: Tables) -> Top:
    return climb(lambda logs: log_likelihood(logs, data), start, LOWEST, HIGHEST, data.customers)


def tables(x: Numbers, spend: Numbers, n: Numbers, scale: float) -> Tables:
    """Groups with spend > 0 as `log_likelihood` wants them."""
    values, at = np.unique(x, return_inverse=True)
    logs = np.log(spend / scale)
    return Tables(
        scale, float(n.sum()), values, sums(at, n, len(values)), sums(at, n * (logs + np.log(x)), len(values)),
        dot(n, logs), x, x * spend / scale, n, at,
    )  # fmt: skip


def log_likelihood(logs: Numbers, data: Tables) -> tuple[float, Numbers]:
    """The log-likelihood at the logarithms of (p, q, γ ÷ scale), and its gradient by them, shape (3,).

    Fader & Hardie (2013), equation 1a: Γ(px+q) / (Γ(px) Γ(q)) · γ^q · z^(px-1) · x^(px) / (γ+xz)^(px+q), z mean spend.
    """
    p, q, gamma = np.exp(logs)
    of_x, n = data.customers_of_x, data.customers
    px = p * data.values
    above = np.log(gamma + data.total) * data.n
    above_of_x = sums(data.at, above, len(data.values))
    value = dot(of_x, gammaln(px + q) - gammaln(px)) - n * float(gammaln(q)) + n * q * logs[2]
    value += dot(px, data.logs_of_x) - dot(px + q, above_of_x) - data.sum_of_logs - n * np.log(data.scale)
    digammas = psi(px + q)
    by_p = dot(data.values, of_x * (digammas - psi(px)) + data.logs_of_x - above_of_x)
    by_q = dot(of_x, digammas) - n * float(psi(q)) + n * logs[2] - float(above.sum())
    by_gamma = n * q / gamma - dot(p * data.x + q, data.n / (gamma + data.total))
    return value, np.array([by_p * p, by_q * q, by_gamma * gamma])
