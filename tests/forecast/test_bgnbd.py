"""BG/NBD: the published parameters, the gradient, recovery from simulated shops, and shops that are hard to fit."""

import numpy as np
import pytest

from crm_core.forecast import bgnbd, likelihood
from crm_core.forecast.histories import Histories, TooLittleData
from tests.forecast import cdnow

RANDOM = 20240229


def simulated(customers, r, alpha, a, b, weeks=104):
    """Histories drawn from the model itself, at most one purchase a day; a = 0: nobody ever leaves."""
    random = np.random.default_rng(RANDOM)
    rows = []
    for observed in random.integers(1, weeks * 7, customers) / 7:
        rate, leaves = random.gamma(r, 1 / alpha), random.beta(a, b) if a else 0.0
        x, last, now = 0, 0.0, 0.0
        while True:
            now += random.exponential(1 / rate)
            day = np.ceil(now * 7) / 7
            if day > observed:
                break
            x, last = (x, last) if day == last else (x + 1, day)
            if random.random() < leaves:
                break
        rows.append((x, last, observed))
    return Histories.of(*np.array(rows).T)


def test_the_published_parameters_of_cdnow():
    fit = bgnbd.fit(cdnow.histories())
    assert (fit.r, fit.alpha, fit.a, fit.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.0005)
    assert fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert (fit.customers, fit.repeat_customers, fit.converged) == (2357, 946, True)


def test_groups_say_the_same_as_their_customers_one_by_one():
    grouped = cdnow.histories()
    n = grouped.n.astype(int)
    single = Histories.of(np.repeat(grouped.x, n), np.repeat(grouped.t_x, n), np.repeat(grouped.T, n))
    one, other = bgnbd.fit(single), bgnbd.fit(grouped)
    assert (one.r, one.alpha, one.a, one.b) == pytest.approx((other.r, other.alpha, other.a, other.b), rel=1e-5)


@pytest.mark.parametrize("logs", [(0, 0, 0, 0), (-1.4, 1.5, -0.2, 0.9), (5, -3, -4, 6), (-6, 4, 3, -3)])
def test_the_gradient_is_the_slope(logs):
    data, logs, step = likelihood.tables(cdnow.histories(), 30.0), np.array(logs, dtype=float), 1e-5
    slopes = [
        (likelihood.log_likelihood(logs + aside, data)[0] - likelihood.log_likelihood(logs - aside, data)[0]) / 2 / step
        for aside in step * np.eye(4)
    ]
    assert likelihood.log_likelihood(logs, data)[1] == pytest.approx(slopes, rel=1e-5, abs=1e-3)


def test_the_likelihood_is_the_papers_written_out():
    """One customer, x = 2, at r = 1, α = 2, a = 3, b = 4, by hand from A1 · A2 · (A3 + A4)."""
    data = likelihood.tables(Histories.of([2.0], [5.0], [10.0]), 1.0)
    value, _gradient = likelihood.log_likelihood(np.log([1.0, 2.0, 3.0, 4.0]), data)
    # Γ(3) 2 / Γ(1) = 4; Γ(7) Γ(6) / (Γ(4) Γ(9)) = 5/14; 12^-3 + 3/5 · 7^-3
    assert value == pytest.approx(np.log(4 * (5 / 14) * (12.0**-3 + 0.6 * 7.0**-3)))


def test_the_scale_of_time_changes_nothing():
    grouped = cdnow.histories()
    in_days = bgnbd.fit(Histories.of(grouped.x, grouped.t_x * 7, grouped.T * 7, grouped.n))
    fit = bgnbd.fit(grouped)
    assert (in_days.r, in_days.alpha / 7) == pytest.approx((fit.r, fit.alpha), rel=1e-4)


@pytest.mark.parametrize("truth", [(1.0, 4.0, 0.8, 2.4), (0.5, 10.0, 2.0, 6.0), (3.0, 20.0, 0.3, 3.0)])
def test_the_parameters_of_a_simulated_shop_are_found_again(truth):
    fit = bgnbd.fit(simulated(2500, *truth))
    assert fit.converged
    r, alpha, a, b = truth
    assert fit.r / fit.alpha == pytest.approx(r / alpha, rel=0.1)
    assert fit.a / (fit.a + fit.b) == pytest.approx(a / (a + b), rel=0.1)
    assert fit.r == pytest.approx(r, rel=0.15)


def test_many_groups_are_fitted_as_few_are(monkeypatch):
    shop = simulated(1500, 1.0, 4.0, 0.8, 2.4)
    whole = bgnbd.fit(shop)
    monkeypatch.setattr(bgnbd, "MANY_GROUPS", 200)
    parted = bgnbd.fit(shop)
    assert parted.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-3)


WEIRD = {
    "one of a hundred comes back": Histories.of([1] + [0] * 99, [3] + [0] * 99, np.arange(100.0) + 3),
    "ten customers": simulated(10, 1.0, 4.0, 0.8, 2.4),
    "nobody leaves": simulated(300, 1.0, 4.0, 0, 1),
    "all at one rate": simulated(300, 500, 2000, 1, 3),
    "everyone leaves": simulated(300, 1, 4, 8, 2),
    "every day for a year": Histories.of(np.full(200, 300.0), 42.8, 43.0),
    "all the same": Histories.of(np.full(100, 3.0), 10.0, 20.0),
    "all bought today": Histories.of(np.arange(200) % 5 + 1, 50.0, 50.0),
    "two crowds": Histories.of([0] * 5000 + [500] * 100, [0] * 5000 + [100] * 100, 100.0),
    "one giant": Histories.of([5000] + [0] * 500 + [1] * 100, [1000] + [0] * 500 + [5] * 100, 1000.0),
    "two days of data": Histories.of(np.arange(500) % 2, np.arange(500) % 2 / 7, 0.2),
}


@pytest.mark.parametrize("name", WEIRD)
def test_any_shop_ends_in_its_best_parameters(name):
    """From twelve other places nothing better is found, and every number is one."""
    shop = WEIRD[name]
    fit = bgnbd.fit(shop, at_least=1)
    assert np.isfinite([fit.r, fit.alpha, fit.a, fit.b, fit.log_likelihood]).all()
    assert fit.converged
    random = np.random.default_rng(RANDOM)
    data = likelihood.tables(shop, float(shop.n @ shop.T) / shop.customers)
    places = random.uniform([-6, -6, -6, -4], [6, 6, 4, 7], (12, 4))
    best = bgnbd._best(data, [np.clip(place, bgnbd.LOWEST, bgnbd.HIGHEST) for place in places])
    assert fit.log_likelihood >= best.log_likelihood - 0.01


@pytest.mark.parametrize(("again", "fits"), [(0, False), (49, False), (50, True)])
def test_too_few_who_came_back_are_said(again, fits):
    shop = Histories.of([1] * again + [0] * 100, [2] * again + [0] * 100, 10.0)
    found = bgnbd.fit(shop)
    assert isinstance(found, bgnbd.Fit) is fits
    if not fits:
        assert found == TooLittleData(customers=100 + again, repeat_customers=again)


def test_nobody_is_too_little():
    nobody = np.array([])
    assert bgnbd.fit(Histories.of(nobody, nobody, nobody)) == TooLittleData(0, 0)
