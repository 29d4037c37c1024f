"""Gamma-Gamma: the published parameters, the gradient, recovery, and who says nothing about spend."""

import numpy as np
import pytest

from crm_core.forecast import gamma_gamma
from crm_core.forecast.histories import TooLittleData
from tests.forecast import cdnow


def simulated(customers, p, q, gamma):
    random = np.random.default_rng(11)
    x = random.integers(1, 12, customers).astype(float)
    return x, random.gamma(p * x) / random.gamma(q, 1 / gamma, customers) / x


def test_the_published_parameters_of_cdnow():
    fit = gamma_gamma.fit(*cdnow.spend())
    assert (fit.p, fit.q, fit.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.005)
    assert (fit.customers, fit.converged) == (946, True)


@pytest.mark.parametrize("logs", [(0, 0, 0), (1.8, 1.3, -0.1), (-1, 2, 3), (5, -3, -4)])
def test_the_gradient_is_the_slope(logs):
    data, logs, step = gamma_gamma.tables(*cdnow.spend(), 30.0), np.array(logs, dtype=float), 1e-5

    def value(at):
        return gamma_gamma.log_likelihood(at, data)[0]

    slopes = [(value(logs + aside) - value(logs - aside)) / 2 / step for aside in step * np.eye(3)]
    assert gamma_gamma.log_likelihood(logs, data)[1] == pytest.approx(slopes, rel=1e-5, abs=1e-3)


def test_the_likelihood_is_the_papers_written_out():
    """x = 2, z = 3 at p = 1, q = 2, γ = 4: Γ(4) / (Γ(2) Γ(2)) · 4² · 3 · 2² / 10⁴."""
    data = gamma_gamma.tables(np.array([2.0]), np.array([3.0]), np.array([1.0]), 1.0)
    value, _gradient = gamma_gamma.log_likelihood(np.log([1.0, 2.0, 4.0]), data)
    assert value == pytest.approx(np.log(6 * 16 * 3 * 4 / 10_000))


@pytest.mark.parametrize("truth", [(6.0, 4.0, 15.0), (1.5, 2.5, 400.0), (0.8, 6.0, 2.0)])
def test_the_parameters_of_a_simulated_shop_are_found_again(truth):
    p, q, gamma = truth
    fit = gamma_gamma.fit(*simulated(8000, *truth))
    assert (fit.p, fit.q) == pytest.approx((p, q), rel=0.1)
    assert fit.mean_spend == pytest.approx(p * gamma / (q - 1), rel=0.05)


def test_many_customers_are_fitted_as_few_are(monkeypatch):
    shop = simulated(5000, 6.0, 4.0, 15.0)
    whole = gamma_gamma.fit(*shop)
    monkeypatch.setattr(gamma_gamma, "FEW_GROUPS", 500)
    assert gamma_gamma.fit(*shop).log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-3)


def test_customers_without_spend_on_repeat_days_are_left_out():
    x, spend = simulated(200, 6.0, 4.0, 15.0)
    more_x, more_spend = np.append(x, [0, 3, 4]), np.append(spend, [99, 0, -5])
    assert gamma_gamma.fit(more_x, more_spend) == gamma_gamma.fit(x, spend)


def test_all_spend_the_same_and_still_there_are_numbers():
    fit = gamma_gamma.fit(np.full(80, 3.0), np.full(80, 25.0))
    assert fit.mean_spend == pytest.approx(25.0, rel=0.01)


def test_spend_without_a_mean_gets_one():
    """From a cent to ten trillion, each size as frequent: the likeliest q would be under 1, where no mean exists."""
    fit = gamma_gamma.fit(np.full(200, 2.0), np.exp(np.linspace(-4, 30, 200)))
    assert fit.q == pytest.approx(1.1)
    assert np.isfinite(fit.mean_spend)
    assert fit.converged


def test_too_few_are_said():
    assert gamma_gamma.fit(np.ones(49), np.ones(49)) == TooLittleData(49, 49)
    assert gamma_gamma.fit(np.ones(60), np.append(np.ones(40), np.zeros(20))) == TooLittleData(60, 40)
