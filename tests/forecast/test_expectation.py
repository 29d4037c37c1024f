"""What BG/NBD expects: the published customer, integration, simulation, and parameters where formulas break."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from crm_core.forecast import bgnbd, expectation
from crm_core.forecast.bgnbd import Fit
from crm_core.forecast.histories import Histories
from tests.forecast import cdnow

CUSTOMER = Histories.of([2.0], [30.43], [38.86])


def fitted(r, alpha, a, b):
    return Fit(r, alpha, a, b, 0.0, 0, 0, True)


CDNOW = fitted(0.243, 4.414, 0.793, 2.426)


def integrated(fit, x, T, weeks):
    """The mean of [1 - (1 + p u)^-(r+x)] / p over p ~ Beta(a, b+x) by adaptive quadrature."""
    power, u = fit.r + x, weeks / (fit.alpha + T)
    middle = beta.mean(fit.a, fit.b + x)
    value, _error = quad(
        lambda p: -np.expm1(-power * np.log1p(p * u)) / p * beta.pdf(p, fit.a, fit.b + x), 0, 1,
        points=[middle], limit=500, epsabs=0, epsrel=1e-9,
    )  # fmt: skip
    return value


def test_the_published_customer_is_expected_to_buy_1_226_times():
    fit = bgnbd.fit(cdnow.histories())
    assert expectation.expected_purchases(fit, CUSTOMER, 39)[0] == pytest.approx(1.226, abs=0.0005)


def test_alive_by_hand():
    """x = 2: 1 / (1 + a / (b+1) · ((α+T) / (α+t_x))^(r+2)) = 0.727."""
    alive = 1 / (1 + 0.793 / 3.426 * ((4.414 + 38.86) / (4.414 + 30.43)) ** 2.243)
    assert expectation.probability_alive(CDNOW, CUSTOMER)[0] == pytest.approx(alive)
    assert alive == pytest.approx(0.727, abs=0.001)


def test_who_bought_once_is_alive_by_construction():
    assert expectation.probability_alive(CDNOW, Histories.of([0.0], [0.0], [500.0]))[0] == 1


def test_the_chance_of_a_purchase_by_hand():
    alive = expectation.probability_alive(CDNOW, CUSTOMER)[0]
    chance = alive * (1 - ((4.414 + 38.86) / (4.414 + 38.86 + 52)) ** 2.243)
    assert expectation.purchase_probability(CDNOW, CUSTOMER, 52)[0] == pytest.approx(chance)


@pytest.mark.parametrize("x", [0, 1, 7, 60])
@pytest.mark.parametrize("T", [0.0, 3.0, 150.0])
@pytest.mark.parametrize(
    "parameters", [(0.243, 4.414, 0.793, 2.426), (2.0, 8.0, 1.0, 3.0), (1.0, 5.0, 0.6, 0.4), (3.0, 20.0, 5.0, 40.0)]
)
def test_expected_purchases_are_the_integral(parameters, x, T):
    fit = fitted(*parameters)
    found = expectation.expected_while_alive(fit, np.array([float(x)]), np.array([T]), 52.0)[0]
    assert found == pytest.approx(integrated(fit, x, T, 52.0), rel=1e-6)


def test_expected_purchases_are_the_mean_of_simulated_futures():
    random, futures, weeks = np.random.default_rng(7), 100_000, 52.0
    rate = random.gamma(CDNOW.r + 2, 1 / (CDNOW.alpha + 38.86), futures)
    leaves = random.beta(CDNOW.a, CDNOW.b + 2, futures)
    bought = random.poisson(rate * weeks)
    stays_for = random.geometric(leaves)
    simulated = np.minimum(bought, stays_for).mean()
    assert expectation.expected_while_alive(CDNOW, np.array([2.0]), np.array([38.86]), weeks)[0] == pytest.approx(
        simulated, rel=0.02
    )


@pytest.mark.parametrize("a", [1 - 1e-3, 1 - 1e-9, 1.0, 1 + 1e-9, 1 + 1e-3])
def test_nothing_happens_where_the_formula_has_its_gap(a):
    found = expectation.expected_while_alive(fitted(1, 5, a, 300), np.ones(1), np.ones(1), 52.0)
    assert found == pytest.approx(
        expectation.integrated_while_alive(fitted(1, 5, a, 300), np.ones(1), np.ones(1), 52.0), rel=1e-9
    )


HARD = {
    "thousands of purchases": (fitted(0.5, 4, 0.8, 2.4), 6000.0, 900.0),
    "nobody leaves": (fitted(1, 5, 1e-6, 1e4), 3.0, 50.0),
    "all at one rate": (fitted(1000, 4000, 1, 3), 3.0, 50.0),
    "leaving is all alike": (fitted(1, 5, 100, 1e4), 3.0, 50.0),
    "bought today, alpha tiny": (fitted(300, 0.003, 0.02, 1000), 20.0, 0.0),
    "a + b is 1, bought once": (fitted(1, 5, 0.6, 0.4), 0.0, 5.0),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_parameters_give_numbers_within_their_bounds(name):
    fit, x, T = HARD[name]
    x, T = np.array([x]), np.array([T])
    weeks = [1.0, 13.0, 52.0, 156.0]
    found = [expectation.expected_while_alive(fit, x, T, t)[0] for t in weeks]
    assert np.isfinite(found).all()
    assert (np.diff(found) > 0).all()
    assert found == pytest.approx([expectation.integrated_while_alive(fit, x, T, t)[0] for t in weeks], rel=1e-6)
    assert all(
        0 < value < 1.000001 * (fit.r + x[0]) * t / (fit.alpha + T[0]) for value, t in zip(found, weeks, strict=True)
    )


def test_groups_that_are_integrated_find_their_own_values():
    fit, x, T = fitted(1, 5, 1.0, 3), np.array([2.0, 0.0, 2.0, 5.0]), np.array([9.0, 9.0, 9.0, 1.0])
    found = expectation.expected_while_alive(fit, x, T, 52.0)
    assert found[0] == found[2]
    assert found == pytest.approx([integrated(fit, *pair, 52.0) for pair in zip(x, T, strict=True)], rel=1e-6)
