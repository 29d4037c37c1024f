"""The search for the likeliest parameters, the same for both models: uphill over their logarithms, between bounds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from crm_core.forecast.histories import Numbers

Likelihood = Callable[[Numbers], tuple[float, Numbers]]
PRECISION = {"maxiter": 500, "maxfun": 1000, "ftol": 1e-13, "gtol": 1e-7}
FLAT = 1e-4


@dataclass(frozen=True, eq=False)
class Top:
    """Where a search ended: the logarithms of the parameters and the log-likelihood there.

    converged: no step that the bounds allow leads noticeably further up (mean slope a customer).
    """

    logs: Numbers
    log_likelihood: float
    converged: bool


def climb(likelihood: Likelihood, start: Numbers, lowest: Numbers, highest: Numbers, customers: float) -> Top:
    """Follow the gradient of `likelihood` from `start`, on the mean per customer, so that many are found as few are."""

    def downhill(logs: Numbers) -> tuple[float, Numbers]:
        value, gradient = likelihood(logs)
        return -value / customers, -gradient / customers

    bounds = list(zip(lowest, highest, strict=True))
    found = minimize(downhill, start, jac=True, method="L-BFGS-B", bounds=bounds, options=PRECISION)
    held = (found.x <= lowest) & (found.jac > 0) | (found.x >= highest) & (found.jac < 0)
    steepest = float(np.abs(np.where(held, 0.0, found.jac)).max())
    return Top(found.x, -float(found.fun) * customers, steepest < FLAT)
