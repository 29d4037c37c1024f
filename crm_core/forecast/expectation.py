"""What BG/NBD expects of a customer with a known history; arrays in, arrays out, times in weeks.

Fader, Hardie & Lee (2005), Marketing Science 24(2), equation 10 and appendix; the probability of being alive from
Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model".
"""

import numpy as np
from scipy.special import betaln, expit, hyp2f1

from crm_core.forecast.bgnbd import Fit
from crm_core.forecast.histories import Histories, Numbers

BESIDE_A_GAP = 0.002  # so close to a = 1, or to a + b + x = 1, the formula subtracts nearly equal numbers
NODES = 161
AT_ONCE = 20_000  # rows of nodes held in memory


def probability_alive(fit: Fit, histories: Histories) -> Numbers:
    """That a customer has not left for good by T, 0–1. It is 1 where x is 0: only a repeat purchase can be the last."""
    x, power = np.maximum(histories.x, 1), fit.r + histories.x
    waited = np.log1p((histories.T - histories.t_x) / (fit.alpha + histories.t_x))
    odds = np.log(fit.a) - np.log(fit.b + x - 1) + power * waited
    return np.where(histories.x > 0, expit(-odds), 1.0)


def purchase_probability(fit: Fit, histories: Histories, weeks: float) -> Numbers:
    """That a customer buys at least once in the next `weeks`, 0–1."""
    silent = (fit.r + histories.x) * np.log1p(weeks / (fit.alpha + histories.T))
    return -np.expm1(-silent) * probability_alive(fit, histories)


def expected_purchases(fit: Fit, histories: Histories, weeks: float) -> Numbers:
    """Purchase days to expect in the next `weeks`."""
    return expected_while_alive(fit, histories.x, histories.T, weeks) * probability_alive(fit, histories)


def expected_while_alive(fit: Fit, x: Numbers, T: Numbers, weeks: float) -> Numbers:
    """The numerator of equation 10: purchase days to expect of a customer who has not left by T; t_x says no more.

    (a+b+x-1)/(a-1) · [1 - (1-z)^(r+x) ₂F₁(r+x, b+x; a+b+x-1; z)] with z = t / (α+T+t). For many purchases the power
    vanishes while the series overflows; Euler's transformation takes x out of both of them:
    (1-z)^(r+x) ₂F₁(r+x, b+x; c; z) = (1-z)^(a-1) ₂F₁(a+b-1-r, a-1; c; z).
    Where the formula has a gap, or its series gives up, the integral that it stands for is summed instead.
    """
    c = fit.a + fit.b + x - 1
    known = (np.abs(c) > BESIDE_A_GAP) & (abs(fit.a - 1) > BESIDE_A_GAP)
    a, c = (fit.a, np.where(known, c, 1.0)) if abs(fit.a - 1) > BESIDE_A_GAP else (2.0, np.ones_like(c))
    z = weeks / (fit.alpha + T + weeks)
    stays = (fit.alpha + T) / (fit.alpha + T + weeks)
    with np.errstate(all="ignore"):
        found = c / (a - 1) * (1 - stays ** (a - 1) * hyp2f1(a + fit.b - 1 - fit.r, a - 1, c, z))
        at_most = (fit.r + x) * weeks / (fit.alpha + T)
        known &= np.isfinite(found) & (found >= 0) & (found <= at_most * (1 + 1e-9))
    if not known.all():
        pairs, places = np.unique(np.stack([x[~known], T[~known]]), axis=1, return_inverse=True)
        parts = [pairs[:, i : i + AT_ONCE] for i in range(0, pairs.shape[1], AT_ONCE)]
        found[~known] = np.concatenate([integrated_while_alive(fit, part[0], part[1], weeks) for part in parts])[places]
    return np.asarray(found)


def integrated_while_alive(fit: Fit, x: Numbers, T: Numbers, weeks: float) -> Numbers:
    """The same as the mean of g(p) = [1 - (1 + p·u)^-(r+x)] / p over p ~ Beta(a, b+x), u = t / (α+T); never fails.

    That is the mean over the rate λ ~ Gamma(r+x, α+T) of the purchases (1 - e^(-λpt)) / p until a customer leaves.
    The straight line through g(0) and g(1) has a known mean. What is left over vanishes at both ends, so that it is
    p(1-p) times something smooth, averaged over Beta(a+1, b+x+1): by the trapezoidal rule in the logit of p.
    """
    power, u = (fit.r + x)[:, None], (weeks / (fit.alpha + T))[:, None]
    a, b = fit.a, (fit.b + x)[:, None]
    spread = 37 / np.minimum(a + 1, b + 1) + 9 * np.sqrt(1 / (a + 1) + 1 / (b + 1))
    logit = np.log(a + 1) - np.log(b + 1) + spread * np.linspace(-1, 1, NODES)
    p, rest = expit(logit), expit(-logit)
    weight = np.exp((a + 1) * np.log(p) + (b + 1) * np.log(rest) - betaln(a + 1, b + 1))
    at_0, at_1 = power * u, -np.expm1(-power * np.log1p(u))
    left_over = -np.expm1(-power * np.log1p(p * u)) / p - at_0 * rest - at_1 * p
    mean = np.sum(weight * (left_over / p / rest), axis=1) * 2 * spread[:, 0] / (NODES - 1)
    line = (at_0 * b + at_1 * a) / (a + b)
    return np.asarray(line[:, 0] + mean * (a * b / ((a + b) * (a + b + 1)))[:, 0])
